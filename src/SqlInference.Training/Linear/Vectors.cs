using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SqlInference.Training.Linear;

/// <summary>Arithmetic on arrays of numbers.</summary>
static class Vectors
{
    public static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var sum = Vector512<double>.Zero;
        var at = 0;
        ref readonly var a = ref MemoryMarshal.GetReference(first);
        ref readonly var b = ref MemoryMarshal.GetReference(second);
        for (; at <= first.Length - 8; at += 8)
            sum += Vector512.LoadUnsafe(in a, (nuint)at) * Vector512.LoadUnsafe(in b, (nuint)at);
        var result = Vector512.Sum(sum);
        for (; at < first.Length; at++)
            result += first[at] * second[at];
        return result;
    }

    /// <summary>The sum of the products of three numbers each.</summary>
    public static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second, ReadOnlySpan<double> third)
    {
        var result = 0d;
        for (var at = 0; at < first.Length; at++)
            result += first[at] * second[at] * third[at];
        return result;
    }

    /// <summary>Adds a multiple of other numbers.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var factors = Vector512.Create(factor);
        var at = 0;
        ref var a = ref MemoryMarshal.GetReference(target);
        ref readonly var b = ref MemoryMarshal.GetReference(source);
        for (; at <= target.Length - 8; at += 8)
            (Vector512.LoadUnsafe(in a, (nuint)at) + factors * Vector512.LoadUnsafe(in b, (nuint)at)).StoreUnsafe(ref a, (nuint)at);
        for (; at < target.Length; at++)
            target[at] += factor * source[at];
    }
}
