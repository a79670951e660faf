namespace SqlInference.Inference.Forest;

/// <summary>One tree of a <see cref="LineForest"/>, which owns the memory.</summary>
unsafe struct LineTree
{
    /// <summary>In order of their values.</summary>
    public LineLeaf* Leaves;

    public LineBox* Boxes;

    /// <summary>The cut behind each leaf; infinite behind the last.</summary>
    public float* Cuts;

    public int LeafCount;
}
