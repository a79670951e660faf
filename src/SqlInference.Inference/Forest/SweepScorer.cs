using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Scores points of several dimensions, a block at a time and tree by tree. First the points are routed: each node
/// parts its points in two, and in the end they stand in the order of their leaves, so that every node owns a run of
/// neighbours. Then the nodes are swept from the root down, each over its run, several points at once. Vectors lie on a
/// fixed grid, masked where a run begins and ends, so that what one node stores the next one loads.
/// </summary>
sealed unsafe class SweepScorer<TLanes> : BlockScorer where TLanes : struct, ILanes<TLanes>
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

    public SweepScorer(FlatForest forest)
    {
        _forest = forest;
        // The points and their copy in the order of the leaves stay in the second-level cache.
        BlockRows = Math.Clamp((1 << 16) / forest.Dimensions & ~(MaxLanes - 1), MaxLanes, MaxRows);
        _route = new(forest, BlockRows);
        var masks = (int*)_masks.Reserve(3 * MaxLanes * sizeof(int));
        for (var i = 0; i < 3 * MaxLanes; i++)
            masks[i] = i / MaxLanes == 1 ? -1 : 0;
    }

    public override int BlockRows { get; }

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
                sums[_route.Order[i]] += states.Score[i];
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
        for (var i = count; i % MaxLanes != 0; i++)
            to[i] = to[count - 1];
    }

    void Sweep(in FlatTree tree, float* points, int stride, in States states, int count)
    {
        states.Reset(count);
        var steps = _route.Steps;
        for (var step = steps; step < steps + _route.StepCount; step++)
        {
            var node = tree.Nodes + step->Node;
            if (node->Right == 0)
                SweepLeaf(tree, node, step, points, stride, states);
            else
                SweepNode(tree, node, step, points, stride, states);
        }
    }

    void SweepNode(in FlatTree tree, FlatNode* node, RouteStep* step, float* points, int stride, in States states)
    {
        var first = tree.Shrinks + node->Shrinks;
        var lows = first + node->HighShrinks;
        var end = lows + node->LowShrinks;
        var range = TLanes.All(node->Range);
        var unseen = TLanes.All(node->Unseen);
        for (var row = step->Start & -TLanes.Count; row < step->End; row += TLanes.Count)
        {
            var farther = TLanes.All(0);
            for (var shrink = first; shrink < lows; shrink++)
                farther += TLanes.Clamp(TLanes.Load(points + (long)shrink->Dimension * stride + row) - TLanes.All(shrink->Bound), TLanes.All(shrink->Width));
            for (var shrink = lows; shrink < end; shrink++)
                farther += TLanes.Clamp(TLanes.All(shrink->Bound) - TLanes.Load(points + (long)shrink->Dimension * stride + row), TLanes.All(shrink->Width));
            var mask = Mask(row, step);
            var distance = TLanes.Load(states.Distance + row) + TLanes.And(mask, farther);
            TLanes.Store(states.Distance + row, distance);
            var reach = TLanes.Load(states.Reach + row);
            var separated = TLanes.And(mask, reach * (distance / (range + distance)));
            TLanes.Store(states.Score + row, TLanes.Load(states.Score + row) + separated * unseen);
            TLanes.Store(states.Reach + row, reach - separated);
        }
    }

    void SweepLeaf(in FlatTree tree, FlatNode* leaf, RouteStep* step, float* points, int stride, in States states)
    {
        var unseen = TLanes.All(leaf->Unseen);
        for (var row = step->Start & -TLanes.Count; row < step->End; row += TLanes.Count)
        {
            var mask = Mask(row, step);
            var seen = TLanes.And(mask, TLanes.Equal(TLanes.Load(states.Distance + row), TLanes.All(0)));
            var value = unseen;
            if (TLanes.Any(seen))
            {
                var point = tree.Points + (long)leaf->Leaf * _forest.Dimensions;
                for (var d = 0; d < _forest.Dimensions && TLanes.Any(seen); d++)
                    seen = TLanes.And(seen, TLanes.Equal(TLanes.Load(points + (long)d * stride + row), TLanes.All(point[d])));
                value = TLanes.Select(seen, TLanes.All(leaf->Cut), unseen);
            }

            var last = TLanes.And(mask, TLanes.Load(states.Reach + row) * value);
            TLanes.Store(states.Score + row, TLanes.Load(states.Score + row) + last);
        }
    }

    /// <summary>The lanes of the vector at <paramref name="row"/> that are within the run.</summary>
    TLanes Mask(int row, RouteStep* step)
    {
        // A window onto zeros, ones, zeros: it shows ones from lane step.Start - row on, and another up to lane step.End - row.
        var ones = (float*)_masks.Pointer + MaxLanes;
        var start = TLanes.Load(ones - Math.Max(0, step->Start - row));
        var end = TLanes.Load(ones + MaxLanes - Math.Min(TLanes.Count, step->End - row));
        return TLanes.And(start, end);
    }

    /// <summary>What is known of each point on its way down, and a tree's score in the end.</summary>
    readonly struct States(float* memory, int stride)
    {
        public readonly float* Distance = memory;
        public readonly float* Reach = memory + stride;
        public readonly float* Score = memory + 2 * stride;

        public void Reset(int count)
        {
            var padded = count + MaxLanes - 1 & -MaxLanes;
            new Span<float>(Distance, padded).Clear();
            new Span<float>(Reach, padded).Fill(1);
            new Span<float>(Score, padded).Clear();
        }
    }
}
