using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SqlInference.Inference.Trees;

/// <summary>As <see cref="PerfectTrees512"/>, eight rows at a time in AVX2 registers, which hold eight thresholds or leaves.</summary>
sealed unsafe class PerfectTrees256 : PerfectTrees
{
    const int Lanes = 8;

    public static bool IsSupported => Avx2.IsSupported;

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
            Descend6(tree.Perfect, (byte*)(block + row), out var a, out var b, out var c, out var place);
            LookUp64(tree.PerfectLeaves, place, a, b, c).Store((float*)found + row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add4(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            Descend(tree.Perfect, (byte*)(block + row), out var a, out _, out _, out _, out var place);
            for (var i = 0; i < tree.OutputCount; i++)
                Add(sums + (long)tree.Outputs[i] * stride + row, LookUp16(tree.PerfectLeaves + i * 16, place, a));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add5(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            var x = (byte*)(block + row);
            Descend(tree.Perfect, x, out var a, out var b, out var c, out var d, out var place);
            place = Below(place, Level4(tree.Perfect, x, a, b, c, d, place));
            for (var i = 0; i < tree.OutputCount; i++)
                Add(sums + (long)tree.Outputs[i] * stride + row, LookUp32(tree.PerfectLeaves + i * 32, place, a, b));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void Add6(in FlatTree tree, float* block, float* sums, int stride, int rows)
    {
        for (var row = 0; row < rows; row += Lanes)
        {
            Descend6(tree.Perfect, (byte*)(block + row), out var a, out var b, out var c, out var place);
            for (var i = 0; i < tree.OutputCount; i++)
                Add(sums + (long)tree.Outputs[i] * stride + row, LookUp64(tree.PerfectLeaves + i * 64, place, a, b, c));
        }
    }

    /// <summary>All six levels: which of the leaves, and the tests that led to its eighth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Descend6(
        PerfectTree* tree, byte* x, out Vector256<float> a, out Vector256<float> b, out Vector256<float> c, out Vector256<int> place)
    {
        Descend(tree, x, out a, out b, out c, out var d, out place);
        var e = Level4(tree, x, a, b, c, d, place);
        place = Below(place, e);
        place = Below(place, Level5(tree, x, a, b, c, d, e, place));
    }

    /// <summary>The first four levels. For each, all bits set in the rows that go right, and the number of the node that they come to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Descend(
        PerfectTree* tree, byte* x,
        out Vector256<float> a, out Vector256<float> b, out Vector256<float> c, out Vector256<float> d, out Vector256<int> place)
    {
        var at = tree->Offsets;
        a = Right(Load(x, at[1]), Vector256.Create(tree->Thresholds[1]));
        place = Below(Vector256<int>.One, a);
        b = Right(Select2(x, at + 2, a), LookUp8(tree->Thresholds, place));
        place = Below(place, b);
        c = Right(Select4(x, at + 4, a, b), LookUp8(tree->Thresholds, place));
        place = Below(place, c);
        d = Right(Select8(x, at + 8, a, b, c), LookUp8(tree->Thresholds + 8, place));
        place = Below(place, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Level4(
        PerfectTree* tree, byte* x, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<int> place) =>
        Right(Select16(x, tree->Offsets + 16, a, b, c, d), LookUp16(tree->Thresholds + 16, place, a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Level5(
        PerfectTree* tree, byte* x, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<int> place) =>
        Right(Select(e, Select16(x, tree->Offsets + 48, a, b, c, d), Select16(x, tree->Offsets + 32, a, b, c, d)),
            LookUp32(tree->Thresholds + 32, place, a, b));

    /// <summary>All bits set where the value is not less than the threshold, or missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Right(Vector256<float> value, Vector256<float> threshold) => Avx.CompareNotLessThan(value, threshold);

    /// <summary>All bits set are -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Below(Vector256<int> place, Vector256<float> right) => place + place - right.AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Select(Vector256<float> right, Vector256<float> onTheRight, Vector256<float> onTheLeft) =>
        Avx.BlendVariable(onTheLeft, onTheRight, right);

    /// <summary>One of 8 floats, by the low three bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> LookUp8(float* table, Vector256<int> place) => Avx2.PermuteVar8x32(Vector256.Load(table), place);

    /// <summary>One of 16 floats, by the low three bits, and by the test that gave the bit above them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> LookUp16(float* table, Vector256<int> place, Vector256<float> a) =>
        Select(a, LookUp8(table + 8, place), LookUp8(table, place));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> LookUp32(float* table, Vector256<int> place, Vector256<float> a, Vector256<float> b) =>
        Select(a, LookUp16(table + 16, place, b), LookUp16(table, place, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> LookUp64(float* table, Vector256<int> place, Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Select(a, LookUp32(table + 32, place, b, c), LookUp32(table, place, b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Load(byte* x, int offset) => Vector256.Load((float*)(x + offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Select2(byte* x, int* at, Vector256<float> a) => Select(a, Load(x, at[1]), Load(x, at[0]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Select4(byte* x, int* at, Vector256<float> a, Vector256<float> b) =>
        Select(b, Select2(x, at + 2, a), Select2(x, at, a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Select8(byte* x, int* at, Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Select(c, Select4(x, at + 4, a, b), Select4(x, at, a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Select16(byte* x, int* at, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) =>
        Select(d, Select8(x, at + 8, a, b, c), Select8(x, at, a, b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float* sums, Vector256<float> values) => (Vector256.Load(sums) + values).Store(sums);
}
