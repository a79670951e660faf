using System.Globalization;
using System.Numerics;
using SqlInference.Engines;
using SqlInference.Engines.Answers;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>A column for answers. Its decimals are the doubles nearest to them, its dates their midnight.</summary>
readonly unsafe struct ReturnedColumn(EngineType type, ColumnBuffer into, IScorer scorer, string model) : IAnswerTarget
{
    const long MicrosPerDay = 86_400_000_000;
    const long ExactInDouble = 1L << 53;

    /// <summary>10^0 to 10^22: the powers that a double holds exactly, so that dividing by them gives the nearest double.</summary>
    static readonly double[] Powers = [.. Enumerable.Range(0, 23).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    public void Refuse(int row, string value)
    {
        if (scorer.OnError == ErrorPolicy.Fail)
        {
            throw new SqlInferenceException(ErrorConditions.ValueDoesNotFit,
                $"Model {model}: the predicted value {value} does not fit {type}.", "Create the model with a RETURNS type that holds all its answers.");
        }

        into.SetNull(row);
        scorer.RowRefused();
    }

    public void PutText(int row, ReadOnlySpan<byte> utf8)
    {
        SkipTo(row);
        into.AppendText(utf8);
    }

    /// <summary>NULL has no text.</summary>
    public void SkipTo(int row)
    {
        while (into.AppendedRows < row)
            into.AppendText([]);
    }

    public static bool TryPutUnscaled(Int128 unscaled, EngineType type, byte* target, int index)
    {
        if (!DecimalRounding.HasDigitsFor(unscaled, type))
            return false;
        if (Int128.Abs(unscaled) <= ExactInDouble && type.Scale < Powers.Length)
        {
            ((double*)target)[index] = (double)unscaled / Powers[type.Scale];
            return true;
        }

        return TryPutDigits(unscaled, type, target, index);
    }

    public static void PutUnscaled(Vector<double> unscaled, EngineType type, byte* target, int index) =>
        Vector.Store(unscaled / new Vector<double>(Powers[type.Scale]), (double*)target + index);

    public static void PutDate(int day, byte* target, int index) => ((long*)target)[index] = day * MicrosPerDay;

    /// <summary>More digits than a double has: the nearest one, but never another whole number.</summary>
    static bool TryPutDigits(Int128 unscaled, EngineType type, byte* target, int index)
    {
        Span<byte> digits = stackalloc byte[64];
        _ = unscaled.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        "e-"u8.CopyTo(digits[length..]);
        _ = type.Scale.TryFormat(digits[(length + 2)..], out var exponent, default, CultureInfo.InvariantCulture);
        var value = double.Parse(digits[..(length + 2 + exponent)], NumberStyles.Float, CultureInfo.InvariantCulture);
        ((double*)target)[index] = value;
        return Math.Abs(value) < ExactInDouble || IsWhole(unscaled, (Int128)value, type.Scale);
    }

    static bool IsWhole(Int128 unscaled, Int128 value, int scale)
    {
        for (var i = 0; i < scale; i++)
        {
            if (unscaled % 10 != 0)
                return false;
            unscaled /= 10;
        }

        return unscaled == value;
    }
}
