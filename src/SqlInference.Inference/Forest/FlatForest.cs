using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// A forest laid out for scoring. The box around a node's points is not stored: what is stored is where it is smaller
/// than its parent's box. A point's distance from the box then only ever grows on the way down, by
/// <c>clamp(x - newHigh, 0, oldHigh - newHigh)</c> and the like, and is exactly 0 while the point is inside. Of the 2D sides
/// of two sibling boxes each is shared with the parent by one of them, and leaves need no box (a point that is
/// outside of a box differs from every leaf in it), so this is a third of the work and memory of full boxes.
/// </summary>
sealed unsafe class FlatForest : IDisposable
{
    readonly NativeBuffer _nodes = new();
    readonly NativeBuffer _shrinks = new();
    readonly NativeBuffer _points = new();
    readonly FlatTree[] _trees;

    public FlatForest(RandomCutForest forest)
    {
        Dimensions = forest.Dimensions;
        _trees = new FlatTree[forest.Trees.Count];
        var nodes = (FlatNode*)_nodes.Reserve((nuint)forest.Trees.Sum(tree => (long)tree.Dimensions.Length) * (nuint)sizeof(FlatNode));
        var points = (float*)_points.Reserve((nuint)forest.Trees.Sum(tree => (long)tree.Points.Length) * sizeof(float));
        var shrinkStarts = new nuint[_trees.Length + 1];
        var builder = new FlatTreeBuilder(Dimensions);
        for (var t = 0; t < _trees.Length; t++)
        {
            var tree = forest.Trees[t];
            builder.Build(tree, nodes);
            tree.Points.CopyTo(new Span<float>(points, tree.Points.Length));
            Append(builder.Shrinks, shrinkStarts[t]);
            shrinkStarts[t + 1] = shrinkStarts[t] + (nuint)builder.Shrinks.Length;
            _trees[t] = new() { Nodes = nodes, Points = points, LeafCount = tree.LeafCount };
            nodes += tree.Dimensions.Length;
            points += tree.Points.Length;
        }

        for (var t = 0; t < _trees.Length; t++)
            _trees[t].Shrinks = (Shrink*)_shrinks.Pointer + shrinkStarts[t];
    }

    public int Dimensions { get; }

    public ReadOnlySpan<FlatTree> Trees => _trees;

    public long MemoryBytes => (long)(_nodes.Capacity + _shrinks.Capacity + _points.Capacity) + _trees.Length * sizeof(FlatTree);

    public void Dispose()
    {
        _nodes.Dispose();
        _shrinks.Dispose();
        _points.Dispose();
    }

    void Append(ReadOnlySpan<Shrink> shrinks, nuint start)
    {
        var size = (nuint)sizeof(Shrink);
        _shrinks.Reserve((start + (nuint)shrinks.Length) * size, start * size);
        shrinks.CopyTo(new Span<Shrink>((Shrink*)_shrinks.Pointer + start, shrinks.Length));
    }
}
