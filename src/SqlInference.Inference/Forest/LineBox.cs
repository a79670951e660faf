namespace SqlInference.Inference.Forest;

/// <summary>A box that ends at a leaf.</summary>
struct LineBox
{
    public float Range;
    public float Unseen;
}
