using System.Numerics;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>
/// DECIMAL and HUGEINT to double. Numbers that a double cannot tell from their neighbours (more than 15 significant
/// digits; integers beyond 2^53) are refused: they would reach the model silently changed.
/// </summary>
static unsafe class DecimalKernels
{
    const long ExactIntegers = 1L << 53;
    const long ExactDigits = 1_000_000_000_000_000;

    /// <summary>10^0 to 10^38, each the nearest double.</summary>
    static readonly double[] Powers = [.. Enumerable.Range(0, 39).Select(n => double.Parse($"1e{n}", System.Globalization.CultureInfo.InvariantCulture))];

    public static void ToDouble(DuckDbType type, byte* data, ulong* validity, int rows, double* doubles, string what)
    {
        switch (type.Id, type.Width)
        {
            case (DuckDbTypeId.UHugeInt, _): Convert((UInt128*)data, 0, validity, rows, doubles, what); break;
            case (DuckDbTypeId.HugeInt, _): Convert((Int128*)data, 0, validity, rows, doubles, what); break;
            case (_, 2): Convert((short*)data, type.Scale, validity, rows, doubles, what); break;
            case (_, 4): Convert((int*)data, type.Scale, validity, rows, doubles, what); break;
            case (_, 8): Convert((long*)data, type.Scale, validity, rows, doubles, what); break;
            default: Convert((Int128*)data, type.Scale, validity, rows, doubles, what); break;
        }
    }

    static void Convert<T>(T* unscaled, int scale, ulong* validity, int rows, double* doubles, string what)
        where T : unmanaged, IBinaryInteger<T>
    {
        var limit = scale == 0 ? ExactIntegers : ExactDigits;
        var power = Powers[scale];
        for (var row = 0; row < rows; row++)
        {
            var value = unscaled[row];
            // Dividing two exact doubles rounds once, as reading the number's text would.
            doubles[row] = double.CreateTruncating(value) / power;
            if (sizeof(T) >= sizeof(long) && Exceeds(value, limit) && Validity.IsValid(validity, row) && !FitsWithoutZeros(value, scale))
                throw TooLong(what);
        }
    }

    static bool Exceeds<T>(T value, long limit) where T : IBinaryInteger<T> =>
        value > T.CreateSaturating(limit) || (T.IsNegative(value) && value < T.CreateSaturating(-limit));

    static bool FitsWithoutZeros<T>(T value, int scale) where T : IBinaryInteger<T>
    {
        var ten = T.CreateTruncating(10);
        while (scale > 0 && T.IsZero(value % ten))
        {
            value /= ten;
            scale--;
        }

        return !Exceeds(value, scale == 0 ? ExactIntegers : ExactDigits);
    }

    static SqlInferenceException TooLong(string what) => new(ErrorConditions.InputNotAccepted,
        $"The {what} holds a number with more digits than a double keeps (15, or 2^53 for integers).",
        "Round it, or cast it to double precision if the model may see it rounded.");
}
