using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Trees;

/// <summary>
/// Walks down a tree with eight rows at a time, without branches: while one row waits for its next node the others go on.
/// For what is left of deep trees, and where there are no vector registers. Never inlined, see <see cref="Forest.BlockScorer"/>.
/// </summary>
static unsafe class TreeWalker
{
    const int Lanes = 8;
    const int StepsAtOnce = 6;

    /// <summary>Adds what the tree gives to the sums of the block's rows.</summary>
    /// <param name="found">The nodes that the rows have come to already; null where they begin at the root.</param>
    /// <param name="steps">How many tests there are from there on at most.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(in FlatTree tree, float* block, uint* found, int steps, float* sums, int stride, int rows)
    {
        var row = 0;
        for (; row <= rows - Lanes; row += Lanes)
        {
            Walk(tree, (byte*)(block + row), found == null ? null : found + row, steps, out var a, out var b, out var c, out var d, out var e, out var f, out var g, out var h);
            Add(tree, a, sums + row, stride);
            Add(tree, b, sums + row + 1, stride);
            Add(tree, c, sums + row + 2, stride);
            Add(tree, d, sums + row + 3, stride);
            Add(tree, e, sums + row + 4, stride);
            Add(tree, f, sums + row + 5, stride);
            Add(tree, g, sums + row + 6, stride);
            Add(tree, h, sums + row + 7, stride);
        }

        for (; row < rows; row++)
            Add(tree, Walk(tree, (byte*)(block + row), found == null ? 0 : found[row], steps), sums + row, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Walk(
        in FlatTree tree, byte* rows, uint* found, int steps,
        out nuint a, out nuint b, out nuint c, out nuint d, out nuint e, out nuint f, out nuint g, out nuint h)
    {
        var nodes = (byte*)tree.Nodes;
        a = b = c = d = e = f = g = h = 0;
        if (found != null)
            (a, b, c, d, e, f, g, h) = (found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7]);
        for (var left = steps; left > 0; left -= StepsAtOnce)
        {
            for (var step = Math.Min(StepsAtOnce, left); step > 0; step--)
            {
                a = Next(nodes, a, rows);
                b = Next(nodes, b, rows + sizeof(float));
                c = Next(nodes, c, rows + 2 * sizeof(float));
                d = Next(nodes, d, rows + 3 * sizeof(float));
                e = Next(nodes, e, rows + 4 * sizeof(float));
                f = Next(nodes, f, rows + 5 * sizeof(float));
                g = Next(nodes, g, rows + 6 * sizeof(float));
                h = Next(nodes, h, rows + 7 * sizeof(float));
            }

            if ((Node(nodes, a)->Step | Node(nodes, b)->Step | Node(nodes, c)->Step | Node(nodes, d)->Step
                | Node(nodes, e)->Step | Node(nodes, f)->Step | Node(nodes, g)->Step | Node(nodes, h)->Step) == 0)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nuint Walk(in FlatTree tree, byte* row, nuint at, int steps)
    {
        var nodes = (byte*)tree.Nodes;
        for (var left = steps; left > 0; left -= StepsAtOnce)
        {
            for (var step = Math.Min(StepsAtOnce, left); step > 0; step--)
                at = Next(nodes, at, row);
            if (Node(nodes, at)->Step == 0)
                break;
        }

        return at;
    }

    /// <summary>The result of the comparison is calculated with, as a jump would be guessed wrong every other time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nuint Next(byte* nodes, nuint at, byte* row)
    {
        var node = Node(nodes, at);
        var isLess = (uint)Unsafe.BitCast<bool, byte>(node->Threshold > *(float*)(row + node->Offset));
        return node->Left + (node->Step & (isLess - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static WalkNode* Node(byte* nodes, nuint at) => (WalkNode*)(nodes + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(in FlatTree tree, nuint leaf, float* sum, int stride)
    {
        var values = tree.LeafValues + Unsafe.BitCast<float, int>(Node((byte*)tree.Nodes, leaf)->Threshold);
        for (var output = 0; output < tree.OutputCount; output++)
            sum[(long)tree.Outputs[output] * stride] += values[output];
    }
}
