using System.Runtime.CompilerServices;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores points of several dimensions, a block at a time and tree by tree. First the points are routed: each node
/// parts its points in two, until no more are left than fit a vector, and they are copied into the order in which that
/// leaves them, so that every node owns a run of neighbours. Then the nodes are swept from the root down, each over its run.
/// Vectors lie on a fixed grid, masked where a run begins and ends, so that what one node stores the next one loads.
/// Where a route ends, the rest of the way is gone in registers, with a mask of the points that come by.
/// </summary>
sealed unsafe class SweepScorer<TLanes> : BlockScorer where TLanes : unmanaged, ILanes<TLanes>
{
    // Fewer points are faster one by one.
    const int FewestSwept = 4;

    const int MaxRows = 8192;
    const int MaxLanes = 16;

    readonly FlatForest _forest;
    readonly RouteFinder _route;
    readonly NativeBuffer _points = new();
    readonly NativeBuffer _states = new();
    readonly NativeBuffer _sums = new();
    readonly NativeBuffer _masks = new();
    readonly NativeBuffer _pending = new();

    public SweepScorer(FlatForest forest)
    {
        _forest = forest;
        // The points and their copy in the order of their routes stay in the second-level cache.
        BlockRows = Math.Clamp((1 << 16) / forest.Dimensions & ~(MaxLanes - 1), MaxLanes, MaxRows);
        _route = new(forest, BlockRows, TLanes.Count);
        // Each pending node has a point of its own.
        _pending.Reserve((nuint)TLanes.Count * (nuint)sizeof(Pending));
        var masks = (int*)_masks.Reserve(3 * MaxLanes * sizeof(int));
        for (var i = 0; i < 3 * MaxLanes; i++)
            masks[i] = i / MaxLanes == 1 ? -1 : 0;
    }

    public override int BlockRows { get; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Score(float* columns, int stride, int count, double* scores)
    {
        if (count < FewestSwept)
        {
            ScorePaths(columns, stride, count, scores);
            return;
        }

        var sums = (double*)_sums.Reserve((nuint)count * sizeof(double));
        new Span<double>(sums, count).Clear();
        var sorted = (float*)_points.Reserve((nuint)stride * (nuint)_forest.Dimensions * sizeof(float));
        var states = new States((float*)_states.Reserve((nuint)stride * 4 * sizeof(float)), stride);
        foreach (ref readonly var tree in _forest.Trees)
        {
            _route.Find(tree, columns, stride, count);
            for (var d = 0; d < _forest.Dimensions; d++)
                Permute(columns + (long)d * stride, sorted + (long)d * stride, count);
            Sweep(tree, sorted, stride, states, count);
            for (var i = 0; i < count; i++)
                sums[_route.Order[i]] += states.TreeScore[i];
        }

        for (var i = 0; i < count; i++)
            scores[i] = sums[i] / _forest.Trees.Length;
    }

    public override void Dispose()
    {
        _route.Dispose();
        _points.Dispose();
        _states.Dispose();
        _sums.Dispose();
        _masks.Dispose();
        _pending.Dispose();
    }

    void ScorePaths(float* columns, int stride, int count, double* scores)
    {
        var point = (float*)_points.Reserve((nuint)_forest.Dimensions * sizeof(float));
        for (var row = 0; row < count; row++)
        {
            for (var d = 0; d < _forest.Dimensions; d++)
                point[d] = columns[(long)d * stride + row];
            scores[row] = PathScorer.Score(_forest, point);
        }
    }

    void Permute(float* from, float* to, int count)
    {
        var order = _route.Order;
        for (var i = 0; i < count; i++)
            to[i] = from[order[i]];
        // Lanes behind the end compute something that nobody reads, but not with infinities.
        for (var i = count; i < count + MaxLanes; i++)
            to[i] = to[count - 1];
    }

    void Sweep(in FlatTree tree, float* points, int stride, in States states, int count)
    {
        states.Reset(count);
        var steps = _route.Steps;
        for (var step = steps; step < steps + _route.StepCount; step++)
        {
            if (!step->Ends)
            {
                SweepNode(tree, tree.Nodes + step->Node, step, points, stride, states);
                continue;
            }

            // Vectors are stored whole: what they write behind their points, the next ones overwrite.
            for (var row = step->Start; row < step->End; row += TLanes.Count)
            {
                var left = Math.Min(TLanes.Count, step->End - row);
                TLanes.Store(states.TreeScore + row, Finish(tree, tree.Nodes + step->Node, left, points + row, stride, states, row));
            }
        }
    }

    void SweepNode(in FlatTree tree, FlatNode* node, RouteStep* step, float* points, int stride, in States states)
    {
        // Windows onto zeros, ones, zeros: the first shows ones from the lane of the run's start on, the last up to its end.
        var row = step->Start & -TLanes.Count;
        var mask = TLanes.Load(Ones - (step->Start - row));
        for (; row <= step->End - TLanes.Count; row += TLanes.Count)
        {
            SweepVector(tree, node, mask, points + row, stride, states, row);
            mask = TLanes.Load(Ones);
        }

        if (row < step->End)
            SweepVector(tree, node, TLanes.And(mask, TLanes.Load(Ones + MaxLanes - (step->End - row))), points + row, stride, states, row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void SweepVector(in FlatTree tree, FlatNode* node, TLanes mask, float* points, int stride, in States states, int row)
    {
        var distance = TLanes.Load(states.Distance + row) + TLanes.And(mask, Farther(tree, node, points, stride));
        var reach = TLanes.Load(states.Reach + row);
        var separated = TLanes.And(mask, reach * (distance / (TLanes.All(node->Range) + distance)));
        TLanes.Store(states.Distance + row, distance);
        TLanes.Store(states.Score + row, TLanes.Load(states.Score + row) + separated * TLanes.All(node->Unseen));
        TLanes.Store(states.Reach + row, reach - separated);
    }

    /// <summary>The scores of up to a vector of points that have come as far as <paramref name="node"/>.</summary>
    TLanes Finish(in FlatTree tree, FlatNode* node, int count, float* points, int stride, in States states, int row)
    {
        var distance = TLanes.Load(states.Distance + row);
        var reach = TLanes.Load(states.Reach + row);
        var score = TLanes.Load(states.Score + row);
        var mask = TLanes.Load(Ones + MaxLanes - count);
        var pending = (Pending*)_pending.Pointer;
        while (true)
        {
            if (node->Right == 0)
            {
                score += TLanes.And(mask, reach * LeafScore(tree, node, distance, mask, points, stride));
                if (pending == _pending.Pointer)
                    return score;
                pending--;
                node = pending->Node;
                mask = pending->Mask;
                continue;
            }

            distance += TLanes.And(mask, Farther(tree, node, points, stride));
            var separated = TLanes.And(mask, reach * (distance / (TLanes.All(node->Range) + distance)));
            score += separated * TLanes.All(node->Unseen);
            reach -= separated;

            var greater = TLanes.Greater(TLanes.Load(points + (long)node->Dimension * stride), TLanes.All(node->Cut));
            var right = TLanes.And(mask, greater);
            var left = TLanes.AndNot(mask, greater);
            if (!TLanes.Any(left))
            {
                node += node->Right;
                continue;
            }

            if (TLanes.Any(right))
                *pending++ = new() { Node = node + node->Right, Mask = right };
            mask = left;
            node++;
        }
    }

    /// <summary>How much farther points are from this node's box than from its parent's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TLanes Farther(in FlatTree tree, FlatNode* node, float* points, int stride)
    {
        var farther = TLanes.All(0);
        var shrink = tree.Shrinks + node->Shrinks;
        for (var end = shrink + node->HighShrinks; shrink < end; shrink++)
            farther += TLanes.Clamp(TLanes.Load(points + (long)shrink->Dimension * stride) - TLanes.All(shrink->Bound), TLanes.All(shrink->Width));
        for (var end = shrink + node->LowShrinks; shrink < end; shrink++)
            farther += TLanes.Clamp(TLanes.All(shrink->Bound) - TLanes.Load(points + (long)shrink->Dimension * stride), TLanes.All(shrink->Width));
        return farther;
    }

    TLanes LeafScore(in FlatTree tree, FlatNode* leaf, TLanes distance, TLanes mask, float* points, int stride)
    {
        var unseen = TLanes.All(leaf->Unseen);
        var seen = TLanes.And(mask, TLanes.Equal(distance, TLanes.All(0)));
        if (!TLanes.Any(seen))
            return unseen;
        var point = tree.Points + (long)leaf->Leaf * _forest.Dimensions;
        for (var d = 0; d < _forest.Dimensions && TLanes.Any(seen); d++)
            seen = TLanes.And(seen, TLanes.Equal(TLanes.Load(points + (long)d * stride), TLanes.All(point[d])));
        return TLanes.Select(seen, TLanes.All(leaf->Cut), unseen);
    }

    float* Ones => (float*)_masks.Pointer + MaxLanes;

    struct Pending
    {
        public FlatNode* Node;
        public TLanes Mask;
    }

    /// <summary>What is known of each point on its way down, and the tree's score in the end.</summary>
    readonly struct States(float* memory, int stride)
    {
        public readonly float* Distance = memory;
        public readonly float* Reach = memory + stride;
        public readonly float* Score = memory + 2 * stride;
        public readonly float* TreeScore = memory + 3 * stride;

        public void Reset(int count)
        {
            var padded = count + MaxLanes;
            new Span<float>(Distance, padded).Clear();
            new Span<float>(Reach, padded).Fill(1);
            new Span<float>(Score, padded).Clear();
        }
    }
}
