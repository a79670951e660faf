using System.Globalization;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Answers;

/// <summary>Labels that a model answers as text, where the function returns numbers or booleans.</summary>
public static unsafe class LabelAnswers
{
    public static void Write<TTarget>(in ColumnView answer, EngineType type, byte* target, in TTarget misfits) where TTarget : struct, IAnswerTarget
    {
        for (var row = 0; row < answer.RowCount; row++)
        {
            if (!answer.IsValid(row))
                continue;
            var label = answer.Utf8At(row);
            if (!TryPut<TTarget>(label, type, target, row))
                misfits.Refuse(row, $"'{Encoding.UTF8.GetString(label)}'");
        }
    }

    static bool TryPut<TTarget>(ReadOnlySpan<byte> label, EngineType type, byte* target, int row) where TTarget : struct, IAnswerTarget
    {
        if (type.Kind == EngineTypeKind.Boolean && TryParseBoolean(label) is { } boolean)
        {
            target[row] = boolean ? (byte)1 : (byte)0;
            return true;
        }

        // Through decimal, so that no digit of a label gets lost on the way; doubles are for what decimal cannot hold.
        if (type.Kind is not (EngineTypeKind.Real or EngineTypeKind.Double) &&
            decimal.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return TryPut<TTarget>(number, type, target, row);
        return double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var approximate) &&
            NumberAnswers.TryPut<TTarget>(approximate, type, target, row);
    }

    static bool TryPut<TTarget>(decimal number, EngineType type, byte* target, int row) where TTarget : struct, IAnswerTarget
    {
        if (type.Kind == EngineTypeKind.Decimal)
            return DecimalRounding.TryRound<TTarget>(number, type, target, row);

        // A label such as 3.0 names the class 3; one such as 3.5 names no integer.
        if (number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue)
            return false;
        return NumberAnswers.TryPutInteger<TTarget>((long)number, type, target, row);
    }

    static bool? TryParseBoolean(ReadOnlySpan<byte> label) =>
        Ascii.EqualsIgnoreCase(label, "true"u8) || Ascii.EqualsIgnoreCase(label, "t"u8) ? true
        : Ascii.EqualsIgnoreCase(label, "false"u8) || Ascii.EqualsIgnoreCase(label, "f"u8) ? false
        : null;
}
