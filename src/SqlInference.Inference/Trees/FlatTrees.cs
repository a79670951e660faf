using System.Runtime.CompilerServices;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Trees;

/// <summary>The trees of an ensemble, laid out one after the other for the kernels.</summary>
sealed unsafe class FlatTrees : IDisposable
{
    readonly NativeBuffer _memory = new();
    readonly FlatTree[] _trees;

    /// <param name="complete">Whether trees are laid out as perfect trees too.</param>
    public FlatTrees(TreeEnsemble ensemble, TreeLayout layout, bool complete)
    {
        _trees = new FlatTree[ensemble.Trees.Count];
        nuint bytes = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            // The first pass only counts.
            var at = pass == 0 ? null : _memory.Reserve(bytes);
            bytes = 0;
            for (var t = 0; t < _trees.Length; t++)
                LayOut(ensemble.Trees[t], layout, complete, at, ref bytes, out _trees[t]);
        }
    }

    public ReadOnlySpan<FlatTree> Trees => _trees;

    public long MemoryBytes => (long)_memory.Capacity + _trees.Length * sizeof(FlatTree);

    public void Dispose() => _memory.Dispose();

    static void LayOut(DecisionTree tree, TreeLayout layout, bool complete, byte* memory, ref nuint bytes, out FlatTree flat)
    {
        flat = new()
        {
            Depth = tree.Depth,
            OutputCount = tree.Outputs.Count,
            Outputs = (int*)Take(memory, ref bytes, tree.Outputs.Count * sizeof(int)),
            LeafValues = (float*)Take(memory, ref bytes, tree.LeafValues.Count * sizeof(float)),
            Nodes = (WalkNode*)Take(memory, ref bytes, tree.Nodes.Count * sizeof(WalkNode)),
        };
        var depth = Math.Clamp(tree.Depth, PerfectTree.LeastDepth, PerfectTree.MostDepth);
        if (complete)
        {
            flat.Perfect = (PerfectTree*)Take(memory, ref bytes, sizeof(PerfectTree));
            flat.PerfectLeaves = (float*)Take(memory, ref bytes, (flat.IsPerfect ? tree.Outputs.Count : 1) * sizeof(float) << depth);
        }

        if (memory == null)
            return;
        Copy(tree, layout, flat);
        if (complete)
        {
            flat.Perfect->Depth = depth;
            Complete(tree, layout, flat, at: 0, number: 1, level: 0);
        }
    }

    /// <summary>Where each part begins, on a line of the cache.</summary>
    static byte* Take(byte* memory, ref nuint used, int bytes)
    {
        var taken = memory + used;
        used += ((nuint)bytes + 63) & ~(nuint)63;
        return taken;
    }

    static void Copy(DecisionTree tree, TreeLayout layout, in FlatTree flat)
    {
        for (var i = 0; i < tree.Outputs.Count; i++)
            flat.Outputs[i] = tree.Outputs[i];
        for (var i = 0; i < tree.LeafValues.Count; i++)
            flat.LeafValues[i] = tree.LeafValues[i];
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            flat.Nodes[i] = node.IsLeaf
                ? new() { Threshold = Unsafe.BitCast<int, float>(node.Left * tree.Outputs.Count), Left = (uint)(i * sizeof(WalkNode)) }
                : new()
                {
                    Threshold = node.Threshold,
                    Offset = (uint)layout.OffsetOf(node),
                    Left = (uint)(node.Left * sizeof(WalkNode)),
                    Step = (uint)((node.Right - node.Left) * sizeof(WalkNode)),
                };
        }
    }

    /// <summary>Below a leaf that comes early, every way leads to it.</summary>
    static void Complete(DecisionTree tree, TreeLayout layout, in FlatTree flat, int at, int number, int level)
    {
        var node = tree.Nodes[at];
        var place = number - (1 << level);
        if (level == flat.Perfect->Depth)
        {
            if (!flat.IsPerfect)
                flat.PerfectLeaves[place] = Unsafe.BitCast<int, float>(at * sizeof(WalkNode));
            for (var i = 0; flat.IsPerfect && i < flat.OutputCount; i++)
                flat.PerfectLeaves[(i << level) + place] = tree.LeafValues[node.Left * flat.OutputCount + i];
            return;
        }

        flat.Perfect->Thresholds[number] = node.IsLeaf ? float.PositiveInfinity : node.Threshold;
        flat.Perfect->Offsets[(1 << level) + PerfectTree.Reversed(place, level)] = node.IsLeaf ? 0 : layout.OffsetOf(node);
        Complete(tree, layout, flat, node.IsLeaf ? at : node.Left, 2 * number, level + 1);
        Complete(tree, layout, flat, node.IsLeaf ? at : node.Right, 2 * number + 1, level + 1);
    }
}
