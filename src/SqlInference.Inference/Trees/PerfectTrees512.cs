using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SqlInference.Inference.Trees;

/// <summary>
/// Takes 32 rows at a time down a perfect tree, in two AVX-512 registers. A row's threshold is looked up in a register that
/// holds a whole level; the value to compare it with is selected among those that the level's nodes look at, by the results of
/// the tests so far. That is more work the deeper the level, but without gathering single values from memory.
/// </summary>
sealed unsafe class PerfectTrees512 : PerfectTrees
{
    const int Lanes = 16;

    public static bool IsSupported => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Add(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        switch (tree.Perfect->Depth)
        {
            case 4: Add4(tree, block, sums, stride, rows); break;
            case 5: Add5(tree, block, sums, stride, rows); break;
            default: Add6(tree, block, sums, stride, rows); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Find(in FlatTree tree, float* block, uint* found, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            Descend6(tree.Perfect, (byte*)(block + row), out var a, out var place);
            LookUp64(tree.PerfectLeaves, place, a).Store((float*)found + row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add4(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            Descend(tree.Perfect, (byte*)(block + row), out _, out _, out _, out _, out var place);
            for (var i = 0; i < tree.OutputCount; i++)
            {
                var leaves = tree.PerfectLeaves + i * 16;
                Add(sums + (long)tree.Outputs[i] * stride + row, Avx512F.PermuteVar16x32(Vector512.Load(leaves), place));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add5(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            var x = (byte*)(block + row);
            Descend(tree.Perfect, x, out var a, out var b, out var c, out var d, out var place);
            var e = Level4(tree.Perfect, x, a, b, c, d, place);
            place = Below(place, e);
            for (var i = 0; i < tree.OutputCount; i++)
            {
                var leaves = tree.PerfectLeaves + i * 32;
                Add(sums + (long)tree.Outputs[i] * stride + row, LookUp(leaves, place));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add6(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            Descend6(tree.Perfect, (byte*)(block + row), out var a, out var place);
            for (var i = 0; i < tree.OutputCount; i++)
                Add(sums + (long)tree.Outputs[i] * stride + row, LookUp64(tree.PerfectLeaves + i * 64, place, a));
        }
    }

    /// <summary>All six levels: which of the leaves, and whether it is one of the second half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Descend6(PerfectTree* tree, byte* x, out Vector512<float> a, out Vector512<int> place)
    {
        Descend(tree, x, out a, out var b, out var c, out var d, out place);
        var e = Level4(tree, x, a, b, c, d, place);
        place = Below(place, e);
        place = Below(place, Level5(tree, x, a, b, c, d, e, place));
    }

    /// <summary>The first four levels. For each, all bits set in the rows that go right, and the number of the node that they come to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Descend(
        PerfectTree* tree, byte* x,
        out Vector512<float> a, out Vector512<float> b, out Vector512<float> c, out Vector512<float> d, out Vector512<int> place)
    {
        var thresholds = Vector512.Load(tree->Thresholds);
        var at = tree->Offsets;
        a = Right(Load(x, at[1]), Vector512.Create(tree->Thresholds[1]));
        place = Below(Vector512<int>.One, a);
        b = Right(Select2(x, at + 2, a), Avx512F.PermuteVar16x32(thresholds, place));
        place = Below(place, b);
        c = Right(Select4(x, at + 4, a, b), Avx512F.PermuteVar16x32(thresholds, place));
        place = Below(place, c);
        d = Right(Select8(x, at + 8, a, b, c), Avx512F.PermuteVar16x32(thresholds, place));
        place = Below(place, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Level4(
        PerfectTree* tree, byte* x, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<int> place) =>
        Right(Select16(x, tree->Offsets + 16, a, b, c, d), Avx512F.PermuteVar16x32(Vector512.Load(tree->Thresholds + 16), place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Level5(
        PerfectTree* tree, byte* x, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<float> e, Vector512<int> place) =>
        Right(Vector512.ConditionalSelect(e, Select16(x, tree->Offsets + 48, a, b, c, d), Select16(x, tree->Offsets + 32, a, b, c, d)),
            LookUp(tree->Thresholds + 32, place));

    /// <summary>All bits set where the value is not less than the threshold, or missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Right(Vector512<float> value, Vector512<float> threshold) => Avx512F.CompareNotLessThan(value, threshold);

    /// <summary>All bits set are -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Below(Vector512<int> place, Vector512<float> right) => place + place - right.AsInt32();

    /// <summary>One of 32 floats, by the low five bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> LookUp(float* table, Vector512<int> place) =>
        Avx512F.PermuteVar16x32x2(Vector512.Load(table), place, Vector512.Load(table + Lanes));

    /// <summary>One of 64 floats, by the low five bits, and by the test that gave the bit above them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> LookUp64(float* table, Vector512<int> place, Vector512<float> a) =>
        Vector512.ConditionalSelect(a, LookUp(table + 32, place), LookUp(table, place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Load(byte* x, int offset) => Vector512.Load((float*)(x + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Select2(byte* x, int* at, Vector512<float> a) =>
        Vector512.ConditionalSelect(a, Load(x, at[1]), Load(x, at[0]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Select4(byte* x, int* at, Vector512<float> a, Vector512<float> b) =>
        Vector512.ConditionalSelect(b, Select2(x, at + 2, a), Select2(x, at, a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Select8(byte* x, int* at, Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.ConditionalSelect(c, Select4(x, at + 4, a, b), Select4(x, at, a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Select16(byte* x, int* at, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) =>
        Vector512.ConditionalSelect(d, Select8(x, at + 8, a, b, c), Select8(x, at, a, b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float* sums, Vector512<float> values) => (Vector512.Load(sums) + values).Store(sums);
}
