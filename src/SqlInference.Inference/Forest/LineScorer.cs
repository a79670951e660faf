using System.Runtime.CompilerServices;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores points of one dimension. A large block is sorted once; then every chain of a tree owns a run of neighbouring
/// points, and where the runs begin is found for all trees in one pass over the forest's borders. In a small block each
/// point looks its leaf up.
/// </summary>
sealed unsafe class LineScorer<TLanes> : BlockScorer where TLanes : struct, ILanes<TLanes>
{
    const int MaxRows = 8192;

    // The pass over the borders costs the same for any number of points; below this many, looking up is cheaper.
    const int FewestSorted = 48;

    readonly LineForest _forest;
    readonly SortedFloats _sorted = new(MaxRows + 16);
    readonly NativeBuffer _ranks = new();
    readonly NativeBuffer _treeScores = new();
    readonly NativeBuffer _sums = new();

    public LineScorer(LineForest forest)
    {
        _forest = forest;
        _ranks.Reserve((nuint)forest.LeafCount * 2 * sizeof(ushort));
        _treeScores.Reserve((MaxRows + 16) * sizeof(float));
        _sums.Reserve((MaxRows + 16) * sizeof(double));
    }

    public override int BlockRows => MaxRows;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Score(float* columns, int stride, int count, double* scores)
    {
        if (count < FewestSorted)
        {
            for (var row = 0; row < count; row++)
                scores[row] = Score(columns[row]);
            return;
        }

        ScoreSorted(columns, count, scores);
    }

    public override void Dispose()
    {
        _sorted.Dispose();
        _ranks.Dispose();
        _treeScores.Dispose();
        _sums.Dispose();
    }

    double Score(float x)
    {
        // First the leaf in every tree, then the chains: the steps of many searches overlap, as long as no branch comes between.
        var leaves = (ushort*)_ranks.Pointer;
        var trees = _forest.Trees;
        for (var t = 0; t < trees.Length; t++)
            leaves[t] = (ushort)FindLeaf(trees[t], x);
        double sum = 0;
        for (var t = 0; t < trees.Length; t++)
            sum += Score(trees[t], trees[t].Leaves + leaves[t], x);
        return sum / trees.Length;
    }

    /// <summary>The first leaf whose cut is not below the point. Each step halves the cuts that it may be, without a branch.</summary>
    static long FindLeaf(in LineTree tree, float x)
    {
        var cut = tree.Cuts;
        for (var left = tree.LeafCount; left > 1;)
        {
            var half = left / 2;
            cut += (cut[half - 1] < x ? 1 : 0) * half;
            left -= half;
        }

        return cut - tree.Cuts;
    }

    static float Score(in LineTree tree, LineLeaf* leaf, float x)
    {
        var below = x < leaf->Value;
        var first = below ? leaf->Below : leaf->Above;
        var end = below ? leaf->Above : leaf[1].Below;
        var distance = MathF.Abs(x - leaf->Value);
        float reach = 1, score = 0;
        for (var box = tree.Boxes + first; box < tree.Boxes + end; box++)
        {
            var separated = reach * (distance / (box->Range + distance));
            score += separated * box->Unseen;
            reach -= separated;
        }

        return score + reach * (distance == 0 ? leaf->Seen : leaf->Unseen);
    }

    void ScoreSorted(float* points, int count, double* scores)
    {
        _sorted.Sort(points, count);
        var sums = (double*)_sums.Pointer;
        new Span<double>(sums, count + 16).Clear();
        new Span<float>(_sorted.Values + count, 16).Fill(float.PositiveInfinity);
        RankBorders(_sorted.Values);
        // Lanes beyond the end compute something that nobody reads, but not with infinities.
        new Span<float>(_sorted.Values + count, 16).Fill(_sorted.Values[count - 1]);

        var ranks = (ushort*)_ranks.Pointer;
        var treeScores = (float*)_treeScores.Pointer;
        foreach (ref readonly var tree in _forest.Trees)
        {
            ScoreTree(tree, ranks, _sorted.Values, count, treeScores);
            ranks += 2 * tree.LeafCount;
            for (var i = 0; i < count; i += TLanes.Count)
                TLanes.AddTo(sums + i, TLanes.Load(treeScores + i));
        }

        for (var i = 0; i < count; i++)
            scores[_sorted.Rows[i]] = sums[i] / _forest.Trees.Length;
    }

    /// <summary>For every border the number of points below it.</summary>
    void RankBorders(float* sorted)
    {
        var borders = _forest.Borders;
        var slots = _forest.BorderSlots;
        var ranks = (ushort*)_ranks.Pointer;
        var rank = 0;
        for (var i = 0; i < 2 * _forest.LeafCount; i++)
        {
            var border = borders[i];
            while (sorted[rank] < border)
                rank++;
            ranks[slots[i]] = (ushort)rank;
        }
    }

    // A compilation of its own, as the scorer is: see BlockScorer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ScoreTree(in LineTree tree, ushort* ranks, float* points, int count, float* scores)
    {
        var row = 0;
        for (var leaf = tree.Leaves; leaf < tree.Leaves + tree.LeafCount; leaf++, ranks += 2)
        {
            // Vectors are stored whole: what they write behind their run, the next run overwrites.
            for (int end = ranks[0]; row < end; row += TLanes.Count)
                TLanes.Store(scores + row, ScoreLanes(tree.Boxes + leaf->Below, tree.Boxes + leaf->Above, leaf, TLanes.Load(points + row)));
            row = ranks[0];
            for (int end = ranks[1]; row < end; row += TLanes.Count)
                TLanes.Store(scores + row, ScoreLanes(tree.Boxes + leaf->Above, tree.Boxes + leaf[1].Below, leaf, TLanes.Load(points + row)));
            row = ranks[1];
        }
    }

    static TLanes ScoreLanes(LineBox* box, LineBox* end, LineLeaf* leaf, TLanes x)
    {
        var distance = TLanes.Abs(x - TLanes.All(leaf->Value));
        TLanes reach = TLanes.All(1), score = TLanes.All(0);
        for (; box < end; box++)
        {
            var separated = reach * (distance / (TLanes.All(box->Range) + distance));
            score += separated * TLanes.All(box->Unseen);
            reach -= separated;
        }

        return score + reach * TLanes.Select(TLanes.Equal(distance, TLanes.All(0)), TLanes.All(leaf->Seen), TLanes.All(leaf->Unseen));
    }
}
