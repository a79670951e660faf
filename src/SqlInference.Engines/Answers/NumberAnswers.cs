using System.Globalization;
using System.Numerics;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Answers;

/// <summary>
/// Numbers, booleans and timestamps as fixed-width values of a SQL type. Fractions are rounded half away from zero; what does not
/// fit is an error, never a wrapped or cut value. What stands under NULL is not looked at.
/// </summary>
public static unsafe class NumberAnswers
{
    const long MicrosPerDay = 86_400_000_000;

    public static void Write<TTarget>(in ColumnView answer, EngineType type, byte* target, in TTarget misfits) where TTarget : struct, IAnswerTarget
    {
        var element = answer.Type.Element;
        if (element == AnswerTypes.NaturalElement(type) && type.Kind is not (EngineTypeKind.Decimal or EngineTypeKind.Date))
        {
            var bytes = (long)answer.RowCount * answer.Type.ElementsPerRow * element.Width();
            Buffer.MemoryCopy(answer.Values, target, bytes, bytes);
            return;
        }

        switch (element)
        {
            case ElementType.Boolean or ElementType.UInt8: Integers<byte, TTarget>(answer, type, target, misfits); break;
            case ElementType.Int8: Integers<sbyte, TTarget>(answer, type, target, misfits); break;
            case ElementType.Int16: Integers<short, TTarget>(answer, type, target, misfits); break;
            case ElementType.Int32: Integers<int, TTarget>(answer, type, target, misfits); break;
            case ElementType.Int64 or ElementType.Timestamp: Integers<long, TTarget>(answer, type, target, misfits); break;
            case ElementType.UInt16: Integers<ushort, TTarget>(answer, type, target, misfits); break;
            case ElementType.UInt32: Integers<uint, TTarget>(answer, type, target, misfits); break;
            case ElementType.UInt64: Integers<ulong, TTarget>(answer, type, target, misfits); break;
            case ElementType.Float16: Floats<Half, TTarget>(answer, type, target, misfits); break;
            case ElementType.Float32: Floats<float, TTarget>(answer, type, target, misfits); break;
            default: Floats<double, TTarget>(answer, type, target, misfits); break;
        }
    }

    static void Integers<T, TTarget>(in ColumnView answer, EngineType type, byte* target, in TTarget misfits)
        where T : unmanaged, IBinaryInteger<T>
        where TTarget : struct, IAnswerTarget
    {
        var values = (T*)answer.Values;
        var perRow = answer.Type.ElementsPerRow;
        for (var i = 0; i < answer.RowCount * perRow; i++)
        {
            if (!TryPut<TTarget>(long.CreateSaturating(values[i]), ulong.CreateSaturating(values[i]), type, target, i) && answer.IsValid(i / perRow))
                misfits.Refuse(i / perRow, values[i].ToString(null, CultureInfo.InvariantCulture));
        }
    }

    static void Floats<T, TTarget>(in ColumnView answer, EngineType type, byte* target, in TTarget misfits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTarget : struct, IAnswerTarget
    {
        var values = (T*)answer.Values;
        var perRow = answer.Type.ElementsPerRow;
        var count = answer.RowCount * perRow;
        for (var i = 0; i < count; i++)
        {
            if (type.Kind == EngineTypeKind.Decimal && typeof(T) == typeof(double))
            {
                i = DecimalRounding.RoundPlain<TTarget>((double*)values, i, count, type, target);
                if (i == count)
                    break;
            }

            if (!TryPut<TTarget>(double.CreateSaturating(values[i]), type, target, i) && answer.IsValid(i / perRow))
                misfits.Refuse(i / perRow, values[i].ToString(null, CultureInfo.InvariantCulture));
        }
    }

    public static bool TryPutInteger<TTarget>(long value, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget =>
        TryPut<TTarget>(value, 0, type, target, index);

    /// <param name="unsigned">The value of an unsigned integer that may be too large for the signed one.</param>
    static bool TryPut<TTarget>(long value, ulong unsigned, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget
    {
        const long ExactInDouble = 1L << 53;
        const long ExactInSingle = 1L << 24;
        if (unsigned > long.MaxValue)
            return type.Kind == EngineTypeKind.Decimal && DecimalRounding.TryPut<TTarget>(unsigned, type, target, index);
        switch (type.Kind)
        {
            case EngineTypeKind.SmallInt:
                ((short*)target)[index] = (short)value;
                return value == (short)value;
            case EngineTypeKind.Integer:
                ((int*)target)[index] = (int)value;
                return value == (int)value;
            case EngineTypeKind.BigInt or EngineTypeKind.Timestamp or EngineTypeKind.TimestampTz:
                ((long*)target)[index] = value;
                return true;
            case EngineTypeKind.Real:
                ((float*)target)[index] = value;
                return value is >= -ExactInSingle and <= ExactInSingle;
            case EngineTypeKind.Double:
                ((double*)target)[index] = value;
                return value is >= -ExactInDouble and <= ExactInDouble;
            case EngineTypeKind.Boolean:
                target[index] = value == 0 ? (byte)0 : (byte)1;
                return value is 0 or 1;
            case EngineTypeKind.Date:
                var days = value >= 0 ? value / MicrosPerDay : (value - (MicrosPerDay - 1)) / MicrosPerDay;
                TTarget.PutDate((int)days, target, index);
                return true;
            default:
                return DecimalRounding.TryPut<TTarget>(value, type, target, index);
        }
    }

    public static bool TryPut<TTarget>(double value, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget
    {
        switch (type.Kind)
        {
            case EngineTypeKind.Real:
                ((float*)target)[index] = (float)value;
                return float.IsFinite((float)value) || !double.IsFinite(value);
            case EngineTypeKind.Double:
                ((double*)target)[index] = value;
                return true;
            case EngineTypeKind.Boolean:
                target[index] = value == 0 ? (byte)0 : (byte)1;
                return value is 0 or 1;
            case EngineTypeKind.Decimal:
                return DecimalRounding.TryRound<TTarget>(value, type, target, index);
            default:
                var rounded = Math.Round(value, MidpointRounding.AwayFromZero);
                // -2^63 is a long, 2^63 is not; NaN is neither.
                return rounded is >= long.MinValue and < 9223372036854775808.0 && TryPut<TTarget>((long)rounded, 0, type, target, index);
        }
    }
}
