using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Numbers as DuckDB prints them.</summary>
static class NumberText
{
    /// <summary>Powers of ten from here on, and below 1e-4, are printed with an exponent.</summary>
    const int FirstExponent = 16;

    const int MostDigits = 48;

    public static void Write<T>(T value, IBufferWriter<byte> output) where T : IBinaryInteger<T>
    {
        _ = value.TryFormat(output.GetSpan(MostDigits), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>The shortest digits that read back as the same number, always with a point or an exponent: 1.0, 1e-05, 1e+16.</summary>
    public static void WriteFloat<T>(T value, IBufferWriter<byte> output) where T : IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            output.Write(T.IsNaN(value) ? "nan"u8 : T.IsPositiveInfinity(value) ? "inf"u8 : "-inf"u8);
            return;
        }

        Span<byte> text = stackalloc byte[64];
        Span<byte> digits = stackalloc byte[32];
        Shortest(value, text, digits, out var count, out var exponent);
        if (T.IsNegative(value))
            output.Write("-"u8);
        if (exponent is >= -4 and < FirstExponent)
            WritePlain(digits[..count], exponent, output);
        else
            WriteScientific(digits[..count], exponent, output);
    }

    /// <summary>The digits d.ddd and the decimal exponent of the shortest text.</summary>
    static void Shortest<T>(T value, Span<byte> text, Span<byte> digits, out int count, out int exponent)
        where T : IBinaryFloatingPointIeee754<T>
    {
        _ = T.Abs(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var e = text.IndexOf((byte)'E');
        var mantissa = e < 0 ? text : text[..e];
        exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf((byte)'.');
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        count = 0;
        foreach (var c in mantissa)
        {
            if (c == '.')
                continue;
            if (count == 0 && c == '0')
                exponent--;
            else
                digits[count++] = c;
        }

        while (count > 1 && digits[count - 1] == '0')
            count--;
        if (count == 0)
        {
            digits[count++] = (byte)'0';
            exponent = 0;
        }
    }

    static void WritePlain(ReadOnlySpan<byte> digits, int exponent, IBufferWriter<byte> output)
    {
        if (exponent < 0)
        {
            output.Write("0."u8);
            output.Write("000"u8[..(-exponent - 1)]);
            output.Write(digits);
            return;
        }

        var whole = exponent + 1;
        if (digits.Length > whole)
        {
            output.Write(digits[..whole]);
            output.Write("."u8);
            output.Write(digits[whole..]);
        }
        else
        {
            output.Write(digits);
            output.Write("0000000000000000"u8[..(whole - digits.Length)]);
            output.Write(".0"u8);
        }
    }

    static void WriteScientific(ReadOnlySpan<byte> digits, int exponent, IBufferWriter<byte> output)
    {
        output.Write(digits[..1]);
        if (digits.Length > 1)
        {
            output.Write("."u8);
            output.Write(digits[1..]);
        }

        output.Write(exponent < 0 ? "e-"u8 : "e+"u8);
        if (Math.Abs(exponent) < 10)
            output.Write("0"u8);
        Write(Math.Abs(exponent), output);
    }

    /// <summary>A DECIMAL: all digits of its scale; no zero before the point where the type has none there.</summary>
    public static void WriteDecimal(Int128 unscaled, int precision, int scale, IBufferWriter<byte> output)
    {
        if (Int128.IsNegative(unscaled))
            output.Write("-"u8);
        Span<byte> digits = stackalloc byte[MostDigits];
        _ = Int128.Abs(unscaled).TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        if (scale == 0)
        {
            output.Write(digits[..length]);
            return;
        }

        var whole = Math.Max(0, length - scale);
        if (whole > 0)
            output.Write(digits[..whole]);
        else if (precision > scale)
            output.Write("0"u8);
        output.Write("."u8);
        for (var zeros = scale - length; zeros > 0; zeros--)
            output.Write("0"u8);
        output.Write(digits[whole..length]);
    }
}
