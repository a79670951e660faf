using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Forest;

/// <summary>
/// Leads a block of points down a tree, all points of a node together, until they are few or at a leaf.
/// </summary>
sealed unsafe class RouteFinder : IDisposable
{
    readonly NativeBuffer _orders = new();
    readonly NativeBuffer _steps = new();
    readonly NativeBuffer _open = new();
    readonly ushort* _identity;
    readonly ushort* _other;
    readonly int _few;

    /// <param name="rows">The most points of a block.</param>
    /// <param name="few">A node that so many points, or fewer, come by is the end of their route.</param>
    public RouteFinder(FlatForest forest, int rows, int few)
    {
        _few = few;
        _identity = (ushort*)_orders.Reserve((nuint)rows * 3 * sizeof(ushort));
        Order = _identity + rows;
        _other = Order + rows;
        for (var row = 0; row < rows; row++)
            _identity[row] = (ushort)row;

        var leaves = 0;
        foreach (ref readonly var tree in forest.Trees)
            leaves = Math.Max(leaves, tree.LeafCount);
        _steps.Reserve((nuint)leaves * 2 * (nuint)sizeof(RouteStep));
        _open.Reserve(((nuint)leaves + 1) * (nuint)sizeof(OpenNode));
    }

    /// <summary>The points of the block in the order in which routes end.</summary>
    public ushort* Order { get; }

    /// <summary>The nodes that points come by, parents before children, left before right.</summary>
    public RouteStep* Steps => (RouteStep*)_steps.Pointer;

    public int StepCount { get; private set; }

    public void Find(in FlatTree tree, float* columns, int stride, int count)
    {
        var step = Steps;
        var open = (OpenNode*)_open.Pointer;
        *open++ = new() { Node = 0, Start = 0, End = count, Depth = 0 };
        while (open > _open.Pointer)
        {
            var next = *--open;
            var node = tree.Nodes + next.Node;
            var ends = node->Right == 0 || next.End - next.Start <= _few;
            *step++ = new() { Node = next.Node, Start = next.Start, End = next.End, Ends = ends };
            var source = next.Depth == 0 ? _identity : next.Depth % 2 == 0 ? _other : Order;
            if (ends)
            {
                for (var i = next.Start; source != Order && i < next.End; i++)
                    Order[i] = source[i];
                continue;
            }

            var middle = Part(source, source == Order ? _other : Order, next.Start, next.End, columns + (long)node->Dimension * stride, node->Cut);
            if (middle < next.End)
                *open++ = new() { Node = next.Node + node->Right, Start = middle, End = next.End, Depth = next.Depth + 1 };
            if (middle > next.Start)
                *open++ = new() { Node = next.Node + 1, Start = next.Start, End = middle, Depth = next.Depth + 1 };
        }

        StepCount = (int)(step - Steps);
    }

    public void Dispose()
    {
        _orders.Dispose();
        _steps.Dispose();
        _open.Dispose();
    }

    /// <summary>
    /// Points on the left are written from the front, those on the right from the back. Each is written to both places, and
    /// only one of the two moves on: no branches, since nothing foretells them.
    /// </summary>
    static int Part(ushort* from, ushort* to, int start, int end, float* values, float cut)
    {
        nint left = 0;
        var front = to + start;
        var back = to + end - 1;
        for (ushort* source = from + start, last = from + end; source < last; source++, back--)
        {
            nint row = *source;
            front[left] = (ushort)row;
            back[left] = (ushort)row;
            left += values[row] <= cut ? 1 : 0;
        }

        return start + (int)left;
    }
}
