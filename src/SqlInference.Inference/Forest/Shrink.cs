namespace SqlInference.Inference.Forest;

/// <summary>One side on which a node's box is smaller than its parent's.</summary>
struct Shrink
{
    public int Dimension;

    /// <summary>The new upper, or lower, end.</summary>
    public float Bound;

    /// <summary>How far the parent's box reaches beyond; infinite at the root.</summary>
    public float Width;
}
