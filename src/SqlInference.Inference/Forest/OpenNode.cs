namespace SqlInference.Inference.Forest;

/// <summary>A node whose points have not been parted yet.</summary>
struct OpenNode
{
    public int Node;
    public int Start;
    public int End;

    /// <summary>Which of the orders holds its points.</summary>
    public int Depth;
}
