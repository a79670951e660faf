using System;
using System.Globalization;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Inference;

/// <summary>Predictions as values of T-SQL types. Fractions are rounded half away from zero; what does not fit is an error, never a cut value.</summary>
static class PredictionValues
{
    const long ExactInDouble = 1L << 53;
    const long ExactInSingle = 1L << 24;

    public static long Integer(Predictions predictions, int row, long least, long most)
    {
        RequireNumbers(predictions);
        var whole = predictions.IsFraction ? Rounded(predictions, row) : Whole(predictions, row);
        return whole >= least && whole <= most ? whole : throw DoesNotFit(predictions, row);
    }

    public static bool Bit(Predictions predictions, int row) => Integer(predictions, row, 0, 1) == 1;

    /// <summary>SQL Server has no NaN and no infinities.</summary>
    public static double Float(Predictions predictions, int row)
    {
        RequireNumbers(predictions);
        if (!predictions.IsFraction)
            return Whole(predictions, row) is >= -ExactInDouble and <= ExactInDouble and var whole ? whole : throw DoesNotFit(predictions, row);
        var value = predictions.Fraction(row);
        return double.IsNaN(value) || double.IsInfinity(value) ? throw DoesNotFit(predictions, row) : value;
    }

    public static float Real(Predictions predictions, int row)
    {
        RequireNumbers(predictions);
        if (!predictions.IsFraction)
            return Whole(predictions, row) is >= -ExactInSingle and <= ExactInSingle and var whole ? whole : throw DoesNotFit(predictions, row);
        var value = (float)predictions.Fraction(row);
        return float.IsNaN(value) || float.IsInfinity(value) ? throw DoesNotFit(predictions, row) : value;
    }

    /// <summary>The digits of the number in the call's type.</summary>
    public static string Decimal(Predictions predictions, int row)
    {
        RequireNumbers(predictions);
        var type = predictions.Call.Returns;
        var digits = !predictions.IsFraction ? Whole(predictions, row).ToString(CultureInfo.InvariantCulture)
            : DecimalRounding.TryRound(predictions.Fraction(row), type.Scale);
        return digits is not null && DecimalRounding.WholeDigits(digits) <= type.Precision - type.Scale ? digits : throw DoesNotFit(predictions, row);
    }

    public static string Text(Predictions predictions, int row) => predictions.IsText ? predictions.Text(row) : throw WrongKind(predictions);

    public static DateTime Moment(Predictions predictions, int row)
    {
        if (predictions.Datatype != "INT64")
            throw WrongKind(predictions);
        return Moments.FromMicros(predictions.Bits(row)) ?? throw DoesNotFit(predictions, row);
    }

    static long Whole(Predictions predictions, int row)
    {
        var bits = predictions.Bits(row);
        return bits < 0 && predictions.Datatype == "UINT64" ? throw DoesNotFit(predictions, row) : bits;
    }

    static long Rounded(Predictions predictions, int row)
    {
        var rounded = Math.Round(predictions.Fraction(row), MidpointRounding.AwayFromZero);
        // -2^63 is a long, 2^63 is not; NaN is neither.
        return rounded is >= long.MinValue and < 9223372036854775808.0 ? (long)rounded : throw DoesNotFit(predictions, row);
    }

    static void RequireNumbers(Predictions predictions)
    {
        if (predictions.IsText)
            throw WrongKind(predictions);
    }

    static InferenceError WrongKind(Predictions predictions) =>
        ServiceFailure.Invalid(predictions.Call.What, $"is of datatype {predictions.Datatype}, which is no {predictions.Call.Returns.Text}");

    static InferenceError DoesNotFit(Predictions predictions, int row) => new(ErrorCodes.ValueDoesNotFit,
        $"{predictions.Call.What}: the predicted value {Shown(predictions, row)} does not fit {predictions.Call.Returns.Text}.",
        "Create the model with a RETURNS type that holds all its answers.");

    static string Shown(Predictions predictions, int row) => predictions.IsFraction
        ? predictions.Fraction(row).ToString("R", CultureInfo.InvariantCulture)
        : predictions.Datatype == "UINT64" ? ((ulong)predictions.Bits(row)).ToString(CultureInfo.InvariantCulture)
        : predictions.Bits(row).ToString(CultureInfo.InvariantCulture);
}
