using System;
using System.Data.SqlTypes;
using System.Globalization;

namespace SqlInference.SqlClr.Inference;

/// <summary>Doubles as digits with so many decimals: half away from zero, where half is what people see of the number (2.675 becomes 2.68).</summary>
static class DecimalRounding
{
    const double WholeFromHere = 1L << 53;

    /// <summary>The most digits that decimals of SQL Server have.</summary>
    const byte MostDigits = 38;

    /// <summary>The most decimals that decimals of .NET have; a double below 2^53 has none behind these.</summary>
    const int MostDecimals = 28;

    /// <summary>Null where no decimal can hold it.</summary>
    public static string? TryRound(double value, int scale)
    {
        if (Math.Abs(value) >= WholeFromHere)
            return TryWhole(value);
        if (double.IsNaN(value))
            return null;
        var digits = decimal.Parse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return Math.Round(digits, Math.Min(scale, MostDecimals), MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);
    }

    public static int WholeDigits(string digits)
    {
        var whole = digits.TrimStart('-');
        var point = whole.IndexOf('.');
        return (point < 0 ? whole : whole.Substring(0, point)).TrimStart('0').Length;
    }

    /// <summary>A whole number to its last digit: 53 bits, shifted.</summary>
    static string? TryWhole(double value)
    {
        const int MantissaBits = 52;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var shift = (int)((bits >> MantissaBits) & 0x7FF) - 1023 - MantissaBits;
        if (shift > 127 - MantissaBits)
            return null;
        var mantissa = (ulong)((bits & ((1L << MantissaBits) - 1)) | (1L << MantissaBits));
        var low = shift < 64 ? mantissa << shift : 0;
        var high = shift == 0 ? 0 : shift < 64 ? mantissa >> (64 - shift) : mantissa << (shift - 64);
        try
        {
            return new SqlDecimal(MostDigits, 0, value > 0, (int)low, (int)(low >> 32), (int)high, (int)(high >> 32)).ToString();
        }
        catch (SqlTypeException)
        {
            return null;
        }
    }
}
