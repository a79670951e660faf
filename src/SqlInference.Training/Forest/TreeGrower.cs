using SqlInference.Inference.Forest;

namespace SqlInference.Training.Forest;

/// <summary>
/// Grows one random cut tree: a cut's dimension is drawn in proportion to the sides of the box around the points, its
/// place uniformly along that side, until all points of a node are equal.
/// </summary>
sealed class TreeGrower
{
    readonly float[] _points;
    readonly int _dimensions;
    readonly int[] _order;
    readonly float[] _low;
    readonly float[] _high;
    readonly List<int> _cutDimensions = [];
    readonly List<float> _cuts = [];
    readonly List<int> _leafMasses = [];
    readonly List<int> _leaves = [];
    SeededRandom _random;

    TreeGrower(float[] points, int dimensions, SeededRandom random)
    {
        _points = points;
        _dimensions = dimensions;
        _random = random;
        _low = new float[dimensions];
        _high = new float[dimensions];
        _order = new int[points.Length / dimensions];
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
    }

    /// <param name="points">At least one, the dimensions of a point next to each other.</param>
    public static ForestTree Grow(float[] points, int dimensions, SeededRandom random)
    {
        var grower = new TreeGrower(points, dimensions, random);
        grower.Grow();
        return grower.Result();
    }

    void Grow()
    {
        // Depth first, left before right: the order in which the nodes are stored.
        var open = new Stack<(int Start, int End)>();
        open.Push((0, _order.Length));
        while (open.TryPop(out var node))
        {
            var range = Box(node.Start, node.End);
            if (range <= 0)
            {
                _cutDimensions.Add(-1);
                _leafMasses.Add(node.End - node.Start);
                _leaves.Add(_order[node.Start]);
                continue;
            }

            var (dimension, cut) = Cut(_random.NextDouble() * range);
            _cutDimensions.Add(dimension);
            _cuts.Add(cut);
            var middle = Partition(node.Start, node.End, dimension, cut);
            open.Push((middle, node.End));
            open.Push((node.Start, middle));
        }
    }

    /// <summary>Finds the box around some points; returns the sum of its sides.</summary>
    double Box(int start, int end)
    {
        Point(start).CopyTo(_low);
        Point(start).CopyTo(_high);
        for (var i = start + 1; i < end; i++)
        {
            var point = Point(i);
            for (var d = 0; d < point.Length; d++)
            {
                _low[d] = MathF.Min(_low[d], point[d]);
                _high[d] = MathF.Max(_high[d], point[d]);
            }
        }

        double range = 0;
        for (var d = 0; d < _dimensions; d++)
            range += (double)_high[d] - _low[d];
        return range;
    }

    /// <summary>The cut at this place along all sides laid end to end. At least one point is on either side of it.</summary>
    (int Dimension, float Cut) Cut(double place)
    {
        var last = 0;
        for (var d = 0; d < _dimensions; d++)
        {
            var side = (double)_high[d] - _low[d];
            if (side <= 0)
                continue;
            if (place < side)
                return (d, Below((float)(_low[d] + place), _high[d]));
            place -= side;
            last = d;
        }

        return (last, MathF.BitDecrement(_high[last]));
    }

    static float Below(float cut, float high) => cut < high ? cut : MathF.BitDecrement(high);

    int Partition(int start, int end, int dimension, float cut)
    {
        var middle = start;
        for (var i = start; i < end; i++)
        {
            if (_points[(long)_order[i] * _dimensions + dimension] > cut)
                continue;
            (_order[middle], _order[i]) = (_order[i], _order[middle]);
            middle++;
        }

        return middle;
    }

    ReadOnlySpan<float> Point(int i) => _points.AsSpan(_order[i] * _dimensions, _dimensions);

    ForestTree Result()
    {
        var points = new float[_leaves.Count * _dimensions];
        for (var leaf = 0; leaf < _leaves.Count; leaf++)
            _points.AsSpan(_leaves[leaf] * _dimensions, _dimensions).CopyTo(points.AsSpan(leaf * _dimensions));
        return new(_order.Length, [.. _cutDimensions], [.. _cuts], [.. _leafMasses], points);
    }
}
