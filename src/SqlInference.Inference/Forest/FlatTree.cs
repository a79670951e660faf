namespace SqlInference.Inference.Forest;

/// <summary>One tree of a <see cref="FlatForest"/>, which owns the memory.</summary>
unsafe struct FlatTree
{
    public FlatNode* Nodes;
    public Shrink* Shrinks;

    /// <summary>One point per leaf, its dimensions next to each other.</summary>
    public float* Points;

    public int LeafCount;
}
