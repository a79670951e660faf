namespace SqlInference.Inference.Forest;

/// <summary>A leaf of a tree over one dimension.</summary>
struct LineLeaf
{
    public float Value;

    /// <summary>The score of a point that equals it.</summary>
    public float Seen;

    /// <summary>The score of one that differs and was not separated before.</summary>
    public float Unseen;

    /// <summary>Where the chain for points below it begins. It ends where the next begins.</summary>
    public int Below;

    /// <summary>Where the chain for points above it begins. It ends where the next leaf's begins.</summary>
    public int Above;
}
