using System.Numerics;
using System.Runtime.CompilerServices;
using SqlInference.Errors;

namespace SqlInference.Inference.Columns;

/// <summary>
/// Numbers of one type as numbers of another, in one pass and without allocating. What would change silently is
/// refused: integers out of range, integers beyond 2^53 as floats, fractions as integers, finite values that become
/// infinite. Rounding to the precision of a float is not a change. Values under NULL are never looked at.
/// </summary>
public static unsafe class ColumnConverter
{
    const long ExactInDouble = 1L << 53;

    public static bool CanConvert(ElementType from, ElementType to) =>
        from == to || (IsNumber(from) && (to.IsNumeric() || to == ElementType.Boolean) && (from != ElementType.Timestamp || to.Width() == sizeof(long)));

    /// <summary>
    /// <paramref name="source"/> with elements of type <paramref name="to"/>: the source itself where it has that type
    /// already, otherwise a view of <paramref name="into"/> with the source's validity.
    /// </summary>
    /// <param name="what">Names the column in errors.</param>
    public static ColumnView Convert(in ColumnView source, ElementType to, ColumnBuffer into, string what)
    {
        if (source.Type.Element == to)
            return source;
        if (!CanConvert(source.Type.Element, to))
            throw Refused($"The {what} has type {source.Type.Element}, but the model takes {to}.", "Cast the argument to the model's type.");

        into.Reset(new ColumnType(to, source.Type.ListLength), source.RowCount);
        switch (source.Type.Element)
        {
            case ElementType.Boolean: FromBooleans(source, to, into, what); break;
            case ElementType.Int8: From<sbyte>(source, to, into, what); break;
            case ElementType.Int16: From<short>(source, to, into, what); break;
            case ElementType.Int32: From<int>(source, to, into, what); break;
            case ElementType.Int64 or ElementType.Timestamp: From<long>(source, to, into, what); break;
            case ElementType.UInt8: From<byte>(source, to, into, what); break;
            case ElementType.UInt16: From<ushort>(source, to, into, what); break;
            case ElementType.UInt32: From<uint>(source, to, into, what); break;
            case ElementType.UInt64: From<ulong>(source, to, into, what); break;
            case ElementType.Float16: From<Half>(source, to, into, what); break;
            case ElementType.Float32: From<float>(source, to, into, what); break;
            default: From<double>(source, to, into, what); break;
        }

        return new(into.Type, source.RowCount, into.Values, source.Validity);
    }

    static bool IsNumber(ElementType type) => type.IsNumeric() || type is ElementType.Boolean or ElementType.Timestamp;

    static void FromBooleans(in ColumnView source, ElementType to, ColumnBuffer into, string what)
    {
        // Whatever byte stands under a NULL, any number can hold it.
        var bytes = new ColumnView(new ColumnType(ElementType.UInt8, source.Type.ListLength), source.RowCount, source.Values, source.Validity);
        From<byte>(bytes, to, into, what);
    }

    static void From<TSource>(in ColumnView source, ElementType to, ColumnBuffer into, string what)
        where TSource : unmanaged, INumber<TSource>, IMinMaxValue<TSource>
    {
        switch (to)
        {
            case ElementType.Boolean: Convert<TSource, byte>(source, into, what, to); break;
            case ElementType.Int8: Convert<TSource, sbyte>(source, into, what, to); break;
            case ElementType.Int16: Convert<TSource, short>(source, into, what, to); break;
            case ElementType.Int32: Convert<TSource, int>(source, into, what, to); break;
            case ElementType.Int64 or ElementType.Timestamp: Convert<TSource, long>(source, into, what, to); break;
            case ElementType.UInt8: Convert<TSource, byte>(source, into, what, to); break;
            case ElementType.UInt16: Convert<TSource, ushort>(source, into, what, to); break;
            case ElementType.UInt32: Convert<TSource, uint>(source, into, what, to); break;
            case ElementType.UInt64: Convert<TSource, ulong>(source, into, what, to); break;
            case ElementType.Float16: Convert<TSource, Half>(source, into, what, to); break;
            case ElementType.Float32: Convert<TSource, float>(source, into, what, to); break;
            default: Convert<TSource, double>(source, into, what, to); break;
        }
    }

    static void Convert<TSource, TTarget>(in ColumnView source, ColumnBuffer into, string what, ElementType to)
        where TSource : unmanaged, INumber<TSource>, IMinMaxValue<TSource>
        where TTarget : unmanaged, INumber<TTarget>, IMinMaxValue<TTarget>
    {
        var count = source.RowCount * source.Type.ElementsPerRow;
        var from = (TSource*)source.Values;
        var target = (TTarget*)into.Values;
        var done = VectorKernels.Convert(from, target, count, out var allFit);
        for (var i = done; i < count; i++)
        {
            target[i] = TTarget.CreateSaturating(from[i]);
            allFit &= Fits(from[i], target[i]);
        }

        if (to == ElementType.Boolean)
            allFit &= new ReadOnlySpan<byte>(target, count).IndexOfAnyExceptInRange((byte)0, (byte)1) < 0;
        // Something did not fit, but it may stand under a NULL.
        if (!allFit)
            FindMisfit(source, from, target, what, to);
    }

    static void FindMisfit<TSource, TTarget>(in ColumnView source, TSource* from, TTarget* target, string what, ElementType to)
        where TSource : unmanaged, INumber<TSource>, IMinMaxValue<TSource>
        where TTarget : unmanaged, INumber<TTarget>, IMinMaxValue<TTarget>
    {
        var perRow = source.Type.ElementsPerRow;
        for (var i = 0; i < source.RowCount * perRow; i++)
        {
            var fits = Fits(from[i], target[i]) && (to != ElementType.Boolean || from[i] == TSource.Zero || from[i] == TSource.One);
            if (!fits && source.IsValid(i / perRow))
            {
                throw Refused($"The {what} holds a number that does not fit the model's type {to}.",
                    "Integers as floats go up to 2^53. Cast the argument, or leave such rows out.");
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Fits<TSource, TTarget>(TSource from, TTarget to)
        where TSource : unmanaged, INumber<TSource>, IMinMaxValue<TSource>
        where TTarget : unmanaged, INumber<TTarget>, IMinMaxValue<TTarget>
    {
        if (IsFloat<TTarget>())
        {
            if (IsFloat<TSource>())
                return TTarget.IsFinite(to) || !TSource.IsFinite(from);
            if (!TTarget.IsFinite(to))
                return false;
            return sizeof(TSource) < sizeof(long) ||
                (from <= TSource.CreateSaturating(ExactInDouble) && from >= TSource.CreateSaturating(-ExactInDouble));
        }

        if (IsFloat<TSource>())
        {
            // The largest integer, as a float, rounds up to the first number that does not fit.
            return TSource.CreateSaturating(to) == from && double.CreateSaturating(from) < FirstBeyond<TTarget>();
        }

        return TSource.CreateTruncating(to) == from && TSource.IsNegative(from) == TTarget.IsNegative(to);
    }

    /// <summary>2^n, the first number beyond an n-bit integer (n without the sign).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double FirstBeyond<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        T.IsZero(T.MinValue) ? Math.ScaleB(1, 8 * sizeof(T)) : Math.ScaleB(1, 8 * sizeof(T) - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsFloat<T>() => typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half);

    static SqlInferenceException Refused(string message, string hint) => new(ErrorConditions.InputNotAccepted, message, hint);
}
