using System.Numerics;

namespace SqlInference.Inference.Columns;

/// <summary>The conversions that models meet most, a vector register at a time; the caller does the rest one by one.</summary>
static unsafe class VectorKernels
{
    /// <summary>Converts a first part of <paramref name="count"/> values and answers how many.</summary>
    /// <param name="allFit">False where one of them changed its value; whether it stood under a NULL is the caller's to find.</param>
    public static int Convert<TSource, TTarget>(TSource* from, TTarget* target, int count, out bool allFit)
        where TSource : unmanaged
        where TTarget : unmanaged
    {
        allFit = true;
        if (!Vector.IsHardwareAccelerated)
            return 0;
        if (typeof(TSource) == typeof(int) && typeof(TTarget) == typeof(float))
            return Int32ToFloat32((int*)from, (float*)target, count);
        if (typeof(TSource) == typeof(int) && typeof(TTarget) == typeof(double))
            return Int32ToFloat64((int*)from, (double*)target, count);
        if (typeof(TSource) == typeof(float) && typeof(TTarget) == typeof(double))
            return Float32ToFloat64((float*)from, (double*)target, count);
        if (typeof(TSource) == typeof(long) && typeof(TTarget) == typeof(double))
            return Int64ToFloat64((long*)from, (double*)target, count, out allFit);
        if (typeof(TSource) == typeof(double) && typeof(TTarget) == typeof(float))
            return Float64ToFloat32((double*)from, (float*)target, count, out allFit);
        return 0;
    }

    static int Int32ToFloat32(int* from, float* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
            Vector.Store(Vector.ConvertToSingle(Vector.Load(from + i)), target + i);
        return i;
    }

    static int Int32ToFloat64(int* from, double* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector.Widen(Vector.Load(from + i), out var low, out var high);
            Vector.Store(Vector.ConvertToDouble(low), target + i);
            Vector.Store(Vector.ConvertToDouble(high), target + i + Vector<long>.Count);
        }

        return i;
    }

    static int Float32ToFloat64(float* from, double* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(from + i), out var low, out var high);
            Vector.Store(low, target + i);
            Vector.Store(high, target + i + Vector<double>.Count);
        }

        return i;
    }

    static int Int64ToFloat64(long* from, double* target, int count, out bool allFit)
    {
        var limit = new Vector<long>(1L << 53);
        var outside = Vector<long>.Zero;
        var i = 0;
        for (; i <= count - Vector<long>.Count; i += Vector<long>.Count)
        {
            var values = Vector.Load(from + i);
            outside |= Vector.GreaterThan(values, limit) | Vector.LessThan(values, -limit);
            Vector.Store(Vector.ConvertToDouble(values), target + i);
        }

        allFit = outside == Vector<long>.Zero;
        return i;
    }

    static int Float64ToFloat32(double* from, float* target, int count, out bool allFit)
    {
        // Only finite numbers may become infinite without being told; infinities and NaN stay what they are.
        var largest = new Vector<double>(float.MaxValue);
        var infinity = new Vector<double>(double.PositiveInfinity);
        var outside = Vector<long>.Zero;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var low = Vector.Load(from + i);
            var high = Vector.Load(from + i + Vector<double>.Count);
            outside |= Vector.GreaterThan(Vector.Abs(low), largest) & Vector.LessThan(Vector.Abs(low), infinity);
            outside |= Vector.GreaterThan(Vector.Abs(high), largest) & Vector.LessThan(Vector.Abs(high), infinity);
            Vector.Store(Vector.Narrow(low, high), target + i);
        }

        allFit = outside == Vector<long>.Zero;
        return i;
    }
}
