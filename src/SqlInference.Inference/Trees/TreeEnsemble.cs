namespace SqlInference.Inference.Trees;

/// <summary>
/// Trees whose leaves are added up, in 32-bit floats and in the order of the trees: an output is
/// <c>(start + leaf of tree 1 + leaf of tree 2 + …) / divisor + end</c>. XGBoost starts with its base score, ONNX ends with it,
/// and the last bits of a sum depend on it.
/// </summary>
public sealed class TreeEnsemble
{
    /// <exception cref="InvalidDataException">A tree looks at a feature or adds to an output that there is not.</exception>
    public TreeEnsemble(int features, IReadOnlyList<DecisionTree> trees, float[] starts, float[]? ends = null, float divisor = 1)
    {
        Features = features;
        Trees = trees;
        Starts = starts;
        Ends = ends ?? new float[starts.Length];
        Divisor = divisor;
        foreach (var tree in trees)
        {
            foreach (var node in tree.Nodes)
            {
                if (node.Feature >= features)
                    throw new InvalidDataException($"a tree looks at feature {node.Feature}, and there are {features}");
            }

            foreach (var output in tree.Outputs)
            {
                if ((uint)output >= (uint)Outputs)
                    throw new InvalidDataException($"a tree adds to output {output}, and there are {Outputs}");
            }
        }
    }

    /// <summary>Values per row.</summary>
    public int Features { get; }

    public IReadOnlyList<DecisionTree> Trees { get; }

    /// <summary>Sums per row.</summary>
    public int Outputs => Starts.Count;

    /// <summary>What each output has before the first tree.</summary>
    public IReadOnlyList<float> Starts { get; }

    /// <summary>What is added to each output after all else.</summary>
    public IReadOnlyList<float> Ends { get; }

    /// <summary>What the sums are divided by: 1, or the number of trees where they are averaged.</summary>
    public float Divisor { get; }
}
