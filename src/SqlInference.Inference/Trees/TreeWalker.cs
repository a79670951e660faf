using System.Runtime.CompilerServices;

namespace SqlInference.Inference.Trees;

/// <summary>
/// Walks down a tree with several rows at a time, without branches: while one row waits for its next node the others go on.
/// For trees of any shape, and where there are no vector registers.
/// </summary>
sealed unsafe class TreeWalker : TreeKernel
{
    const int Lanes = 8;
    const int StepsAtOnce = 6;

    public static readonly TreeWalker Instance = new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Add(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        var row = 0;
        for (; row <= rows - Lanes; row += Lanes)
        {
            Walk(tree, (byte*)(block + row), out var a, out var b, out var c, out var d, out var e, out var f, out var g, out var h);
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
            Add(tree, Walk(tree, (byte*)(block + row)), sums + row, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Walk(in FlatTree tree, byte* rows, out nuint a, out nuint b, out nuint c, out nuint d,
        out nuint e, out nuint f, out nuint g, out nuint h)
    {
        var nodes = (byte*)tree.Nodes;
        a = b = c = d = e = f = g = h = 0;
        for (var left = tree.Depth; left > 0; left -= StepsAtOnce)
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
    static nuint Walk(in FlatTree tree, byte* row)
    {
        var nodes = (byte*)tree.Nodes;
        nuint at = 0;
        for (var left = tree.Depth; left > 0; left -= StepsAtOnce)
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
