using System.Numerics;
using System.Runtime.CompilerServices;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Converts the values of a column and spreads them over the rows of a tensor, in one pass. One kernel per pair of
/// types, compiled when a model first needs it.
/// </summary>
static unsafe class ColumnInterleaver
{
    /// <summary>2^53: beyond it a double no longer holds every integer.</summary>
    const long LargestExactInteger = 1L << 53;

    /// <summary>Picks the kernel from column values to tensor values; both are fixed-width types.</summary>
    public static delegate*<in Strip, bool> Kernel(ElementType from, ElementType to) => from switch
    {
        // A Boolean is a byte that is 0 or 1.
        ElementType.Boolean or ElementType.UInt8 => Kernel<byte>(to),
        ElementType.Int8 => Kernel<sbyte>(to),
        ElementType.Int16 => Kernel<short>(to),
        ElementType.Int32 => Kernel<int>(to),
        ElementType.Int64 or ElementType.Timestamp => Kernel<long>(to),
        ElementType.UInt16 => Kernel<ushort>(to),
        ElementType.UInt32 => Kernel<uint>(to),
        ElementType.UInt64 => Kernel<ulong>(to),
        ElementType.Float16 => Kernel<Half>(to),
        ElementType.Float32 => Kernel<float>(to),
        ElementType.Float64 => Kernel<double>(to),
        _ => throw new ArgumentOutOfRangeException(nameof(from), from, null),
    };

    static delegate*<in Strip, bool> Kernel<TFrom>(ElementType to) where TFrom : unmanaged, INumberBase<TFrom> => to switch
    {
        ElementType.Boolean or ElementType.UInt8 => &Spread<TFrom, byte>,
        ElementType.Int8 => &Spread<TFrom, sbyte>,
        ElementType.Int16 => &Spread<TFrom, short>,
        ElementType.Int32 => &Spread<TFrom, int>,
        ElementType.Int64 or ElementType.Timestamp => &Spread<TFrom, long>,
        ElementType.UInt16 => &Spread<TFrom, ushort>,
        ElementType.UInt32 => &Spread<TFrom, uint>,
        ElementType.UInt64 => &Spread<TFrom, ulong>,
        ElementType.Float16 => &Spread<TFrom, Half>,
        ElementType.Float32 => &Spread<TFrom, float>,
        ElementType.Float64 => &Spread<TFrom, double>,
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, null),
    };

    /// <summary>Some rows of one column, and where they go.</summary>
    public readonly struct Strip
    {
        /// <summary>The column's first row.</summary>
        public byte* Values { get; init; }

        /// <summary>Null where every row has a value.</summary>
        public ulong* Validity { get; init; }

        public int Start { get; init; }

        public int Rows { get; init; }

        /// <summary>Values per row of the column.</summary>
        public int Width { get; init; }

        /// <summary>Where the values of row <see cref="Start"/> go.</summary>
        public byte* Target { get; init; }

        /// <summary>Values per row of the tensor.</summary>
        public int Stride { get; init; }
    }

    /// <summary>False where a value cannot be represented. The rows are then filled all the same, with nonsense.</summary>
    static bool Spread<TFrom, TTo>(in Strip strip)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (strip.Validity != null)
            return SpreadWithMissing<TFrom, TTo>(strip);

        var from = (TFrom*)strip.Values + (long)strip.Start * strip.Width;
        var to = (TTo*)strip.Target;
        nint rows = strip.Rows, width = strip.Width, stride = strip.Stride;
        if (typeof(TFrom) == typeof(TTo) && width == stride)
        {
            Unsafe.CopyBlockUnaligned(to, from, checked((uint)(rows * width * sizeof(TTo))));
            return true;
        }

        var fits = true;
        nint first = 0;
        if (width == 1 && stride == 1)
        {
            first = VectorKernels.Convert(from, to, strip.Rows, out fits);
            from += first;
            to += first;
        }

        for (var row = first; row < rows; row++, from += width, to += stride)
        {
            for (nint i = 0; i < width; i++)
            {
                to[i] = TTo.CreateSaturating(from[i]);
                fits &= Fits(from[i], to[i]);
            }
        }

        return fits;
    }

    /// <summary>Missing values become NaN; what stands in their place is not looked at.</summary>
    static bool SpreadWithMissing<TFrom, TTo>(in Strip strip)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var from = (TFrom*)strip.Values + (long)strip.Start * strip.Width;
        var to = (TTo*)strip.Target;
        var missing = TTo.CreateSaturating(double.NaN);
        var fits = true;
        for (var row = 0; row < strip.Rows; row++, from += strip.Width, to += strip.Stride)
        {
            var at = strip.Start + row;
            var present = ((strip.Validity[at >> 6] >> (at & 63)) & 1) != 0;
            for (var i = 0; i < strip.Width; i++)
            {
                to[i] = present ? TTo.CreateSaturating(from[i]) : missing;
                fits &= !present || Fits(from[i], to[i]);
            }
        }

        return fits;
    }

    /// <summary>Whether <paramref name="converted"/> still says what <paramref name="value"/> said, up to the rounding of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Fits<TFrom, TTo>(TFrom value, TTo converted)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        if (typeof(TFrom) == typeof(TTo))
            return true;
        if (!IsFloating<TTo>())
        {
            // Exact, and for floats within the integers that a double holds exactly.
            return (!IsFloating<TFrom>() || TFrom.Abs(value) is var size && double.CreateSaturating(size) <= LargestExactInteger)
                && TFrom.CreateSaturating(converted) == value;
        }

        if (typeof(TFrom) == typeof(long))
            return (ulong)(Unsafe.BitCast<TFrom, long>(value) + LargestExactInteger) <= 2UL * LargestExactInteger;
        if (typeof(TFrom) == typeof(ulong))
            return Unsafe.BitCast<TFrom, ulong>(value) <= LargestExactInteger;
        // A finite number must not become infinite.
        return sizeof(TTo) >= sizeof(TFrom) && typeof(TTo) != typeof(Half)
            || TTo.IsFinite(converted) || !TFrom.IsFinite(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsFloating<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half);
}
