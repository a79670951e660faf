using SqlInference.Inference.Forest;

namespace SqlInference.Inference.Tests.Forest;

/// <summary>
/// The score as the literature and AWS's library state it: recursive, from the leaf up, with full boxes, in double
/// precision. What the fast scorers are held against.
/// </summary>
public sealed class ReferenceForest
{
    readonly int _dimensions;
    readonly List<(Node Root, int Mass)> _trees = [];

    public ReferenceForest(RandomCutForest forest)
    {
        _dimensions = forest.Dimensions;
        foreach (var tree in forest.Trees)
        {
            int node = 0, cut = 0, leaf = 0;
            _trees.Add((Parse(tree, ref node, ref cut, ref leaf), tree.Mass));
        }
    }

    public double Score(float[] point) =>
        _trees.Average(tree => Math.Log2(tree.Mass + 1) * Score(tree.Root, point, 0, tree.Mass));

    /// <summary>As AWS's attribution, both directions added together.</summary>
    public double[] Attribution(float[] point)
    {
        var sum = new double[_dimensions];
        foreach (var (root, mass) in _trees)
        {
            var shares = Attribution(root, point, 0, mass);
            for (var d = 0; d < _dimensions; d++)
                sum[d] += shares[d] * Math.Log2(mass + 1) / _trees.Count;
        }

        return sum;
    }

    static double Score(Node node, float[] point, int depth, int treeMass)
    {
        if (node.Left == null)
        {
            return node.Low.SequenceEqual(point)
                ? (1 - node.Mass / (2.0 * treeMass)) / (depth + Math.Log2(node.Mass + 1))
                : 1.0 / (depth + 1);
        }

        var below = Score(point[node.Dimension] <= node.Cut ? node.Left : node.Right!, point, depth + 1, treeMass);
        var p = Excess(node, point).Sum() / GrownRange(node, point);
        return p / (depth + 1) + (1 - p) * below;
    }

    static double[] Attribution(Node node, float[] point, int depth, int treeMass)
    {
        var excess = Excess(node, point);
        if (node.Left == null)
        {
            var score = Score(node, point, depth, treeMass);
            var total = excess.Sum();
            return [.. excess.Select(e => total == 0 ? score / point.Length : score * e / total)];
        }

        var below = Attribution(point[node.Dimension] <= node.Cut ? node.Left : node.Right!, point, depth + 1, treeMass);
        var range = GrownRange(node, point);
        return [.. excess.Select((e, d) => e / range / (depth + 1) + (1 - excess.Sum() / range) * below[d])];
    }

    static double[] Excess(Node node, float[] point) =>
        [.. point.Select((x, d) => Math.Max(0.0, Math.Max((double)x - node.High[d], (double)node.Low[d] - x)))];

    static double GrownRange(Node node, float[] point) =>
        point.Select((x, d) => Math.Max((double)x, node.High[d]) - Math.Min((double)x, node.Low[d])).Sum();

    Node Parse(ForestTree tree, ref int node, ref int cut, ref int leaf)
    {
        var dimension = tree.Dimensions[node++];
        if (dimension < 0)
        {
            var point = tree.Points[(leaf * _dimensions)..((leaf + 1) * _dimensions)];
            return new(point, point, tree.LeafMasses[leaf++]);
        }

        var at = tree.Cuts[cut++];
        var left = Parse(tree, ref node, ref cut, ref leaf);
        var right = Parse(tree, ref node, ref cut, ref leaf);
        return new([.. left.Low.Zip(right.Low, Math.Min)], [.. left.High.Zip(right.High, Math.Max)], left.Mass + right.Mass)
        {
            Dimension = dimension,
            Cut = at,
            Left = left,
            Right = right,
        };
    }

    sealed record Node(float[] Low, float[] High, int Mass)
    {
        public int Dimension { get; init; }
        public float Cut { get; init; }
        public Node? Left { get; init; }
        public Node? Right { get; init; }
    }
}
