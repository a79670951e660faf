using SqlInference.Inference.Forest;

namespace SqlInference.Training.Forest;

/// <summary>
/// A random cut tree that points are put into and taken out of. After any sequence of both it is distributed as a tree
/// grown afresh from the points that are in it (Guha et al., 2016, theorems 4 and 5).
/// </summary>
sealed class StreamTree
{
    const int None = -1;

    readonly int _dimensions;
    readonly Node[] _nodes;
    readonly double[] _low;
    readonly double[] _high;
    readonly Stack<int> _free = new();
    int _root = None;

    /// <param name="most">Points at a time.</param>
    public StreamTree(int dimensions, int most)
    {
        _dimensions = dimensions;
        _nodes = new Node[2 * most - 1];
        _low = new double[_nodes.Length * dimensions];
        _high = new double[_nodes.Length * dimensions];
        for (var node = _nodes.Length - 1; node >= 0; node--)
            _free.Push(node);
    }

    /// <summary>Points in the tree, duplicates counted.</summary>
    public int Mass { get; private set; }

    /// <summary>Puts a point in; returns its leaf.</summary>
    public int Insert(ReadOnlySpan<double> point, ref SeededRandom random)
    {
        Mass++;
        var node = _root;
        while (node != None)
        {
            var (range, distance) = Measure(node, point);
            if (distance == 0 && _nodes[node].IsLeaf)
            {
                _nodes[node].Mass++;
                return node;
            }

            // A cut drawn for the box that also holds the point either separates it, or the cut that is here stands.
            var place = random.NextDouble() * (range + distance) - range;
            if (place >= 0 && distance > 0)
                return Separate(node, point, place);
            Extend(node, point);
            node = Next(node, point);
        }

        _root = NewLeaf(point, None);
        return _root;
    }

    /// <summary>Takes one of the points at a leaf out.</summary>
    public void Remove(int leaf)
    {
        Mass--;
        if (--_nodes[leaf].Mass > 0)
            return;
        var parent = _nodes[leaf].Parent;
        _free.Push(leaf);
        if (parent == None)
        {
            _root = None;
            return;
        }

        var sibling = _nodes[parent].Left == leaf ? _nodes[parent].Right : _nodes[parent].Left;
        Replace(parent, sibling);
        _free.Push(parent);
        for (var node = _nodes[sibling].Parent; node != None && Shrink(node); node = _nodes[node].Parent)
        {
        }
    }

    /// <summary>
    /// Adds each dimension's part of the tree's score to <paramref name="shares"/>, times <paramref name="weight"/>. The tree is
    /// not empty.
    /// </summary>
    public void AddShares(ReadOnlySpan<double> point, double weight, Span<double> shares)
    {
        var reach = weight * ForestMath.Scale(Mass);
        var node = _root;
        for (var depth = 0; ; depth++)
        {
            var (range, distance) = Measure(node, point);
            var leaf = _nodes[node].IsLeaf;
            if (distance > 0)
            {
                // At a leaf the range is 0: there a point that differs is separated for certain.
                AddExcess(node, point, reach * ForestMath.Unseen(depth) / (range + distance), shares);
                reach *= range / (range + distance);
            }
            else if (leaf)
            {
                foreach (ref var share in shares)
                    share += reach * ForestMath.Seen(depth, _nodes[node].Mass, Mass) / _dimensions;
            }

            if (leaf)
                return;
            node = Next(node, point);
        }
    }

    /// <summary>Every leaf with its mass, and the cuts above it; for tests.</summary>
    internal IEnumerable<(double[] Point, int Mass, (int Dimension, double Cut, bool Right)[] Cuts)> Leaves()
    {
        return _root == None ? [] : Below(_root, []);

        IEnumerable<(double[], int, (int, double, bool)[])> Below(int node, (int, double, bool)[] cuts)
        {
            var at = _nodes[node];
            if (at.IsLeaf)
                return [(Low(node).ToArray(), at.Mass, cuts)];
            return Below(at.Left, [.. cuts, (at.Dimension, at.Cut, false)]).Concat(Below(at.Right, [.. cuts, (at.Dimension, at.Cut, true)]));
        }
    }

    int Next(int node, ReadOnlySpan<double> point) =>
        point[_nodes[node].Dimension] > _nodes[node].Cut ? _nodes[node].Right : _nodes[node].Left;

    /// <summary>The sum of the sides of a node's box, and how far outside of it a point is, summed over the dimensions.</summary>
    (double Range, double Distance) Measure(int node, ReadOnlySpan<double> point)
    {
        double range = 0, distance = 0;
        var low = Low(node);
        var high = High(node);
        for (var d = 0; d < point.Length; d++)
        {
            range += high[d] - low[d];
            distance += Excess(point[d], low[d], high[d]);
        }

        return (range, distance);
    }

    static double Excess(double x, double low, double high) => Math.Max(0, Math.Max(x - high, low - x));

    void AddExcess(int node, ReadOnlySpan<double> point, double weight, Span<double> shares)
    {
        for (var d = 0; d < point.Length; d++)
            shares[d] += weight * Excess(point[d], Low(node)[d], High(node)[d]);
    }

    /// <summary>Cuts a point off a node, <paramref name="place"/> along the gaps between the two.</summary>
    int Separate(int node, ReadOnlySpan<double> point, double place)
    {
        var low = Low(node);
        var high = High(node);
        var dimension = None;
        for (var d = 0; d < point.Length; d++)
        {
            var gap = Excess(point[d], low[d], high[d]);
            if (gap <= 0)
                continue;
            dimension = d;
            if (place < gap)
                break;
            place -= gap;
        }

        var x = point[dimension];
        var below = x < low[dimension];
        // Rounding must not carry the cut to the upper end of the gap, which is on its other side.
        var cut = below
            ? Math.Min(x + place, Math.BitDecrement(low[dimension]))
            : Math.Min(high[dimension] + place, Math.BitDecrement(x));
        var parent = _free.Pop();
        Replace(node, parent);
        var leaf = NewLeaf(point, parent);
        _nodes[node].Parent = parent;
        _nodes[parent].Dimension = dimension;
        _nodes[parent].Cut = cut;
        (_nodes[parent].Left, _nodes[parent].Right) = below ? (leaf, node) : (node, leaf);
        Low(node).CopyTo(Low(parent));
        High(node).CopyTo(High(parent));
        Extend(parent, point);
        return leaf;
    }

    int NewLeaf(ReadOnlySpan<double> point, int parent)
    {
        var leaf = _free.Pop();
        _nodes[leaf] = new() { Parent = parent, Dimension = None, Mass = 1 };
        point.CopyTo(Low(leaf));
        point.CopyTo(High(leaf));
        return leaf;
    }

    /// <summary>Hangs <paramref name="other"/> where <paramref name="node"/> hangs.</summary>
    void Replace(int node, int other)
    {
        var parent = _nodes[node].Parent;
        _nodes[other].Parent = parent;
        if (parent == None)
            _root = other;
        else if (_nodes[parent].Left == node)
            _nodes[parent].Left = other;
        else
            _nodes[parent].Right = other;
    }

    void Extend(int node, ReadOnlySpan<double> point)
    {
        var low = Low(node);
        var high = High(node);
        for (var d = 0; d < point.Length; d++)
        {
            low[d] = Math.Min(low[d], point[d]);
            high[d] = Math.Max(high[d], point[d]);
        }
    }

    /// <summary>Makes a node's box that of its children again; false where it is already.</summary>
    bool Shrink(int node)
    {
        var (left, right) = (_nodes[node].Left, _nodes[node].Right);
        var changed = false;
        for (var d = 0; d < _dimensions; d++)
        {
            var low = Math.Min(Low(left)[d], Low(right)[d]);
            var high = Math.Max(High(left)[d], High(right)[d]);
            changed |= low != Low(node)[d] || high != High(node)[d];
            (Low(node)[d], High(node)[d]) = (low, high);
        }

        return changed;
    }

    Span<double> Low(int node) => _low.AsSpan(node * _dimensions, _dimensions);

    Span<double> High(int node) => _high.AsSpan(node * _dimensions, _dimensions);

    struct Node
    {
        public int Parent;
        public int Left;
        public int Right;
        public int Dimension;
        public int Mass;
        public double Cut;

        public readonly bool IsLeaf => Dimension == None;
    }
}
