using System.Buffers.Text;
using System.Globalization;
using System.Numerics;

namespace SqlInference.PostgresWire.Formats;

/// <summary>Numbers as PostgreSQL prints them. Each method answers how many bytes it wrote.</summary>
public static class NumberText
{
    /// <summary>More than any float takes.</summary>
    public const int LongestFloat = 32;

    /// <summary>More than any number of 128 bits takes, sign and point included.</summary>
    public const int LongestNumeric = 48;

    public static int Write(long value, Span<byte> output)
    {
        Utf8Formatter.TryFormat(value, output, out var written);
        return written;
    }

    public static int Write(double value, Span<byte> output) => WriteFloat(value, output, firstExponent: 15);

    public static int Write(float value, Span<byte> output) => WriteFloat(value, output, firstExponent: 6);

    /// <summary>A number of <paramref name="scale"/> digits after the point.</summary>
    public static int Write(Int128 unscaled, int scale, Span<byte> output)
    {
        Span<byte> digits = stackalloc byte[LongestNumeric];
        int length;
        if (unscaled >= long.MinValue && unscaled <= long.MaxValue)
        {
            length = Write((long)unscaled, digits);
            if (unscaled < 0)
            {
                digits[1..length].CopyTo(digits);
                length--;
            }
        }
        else
        {
            // The most negative number has no positive counterpart of its type.
            (unscaled < 0 ? UInt128.Zero - (UInt128)unscaled : (UInt128)unscaled).TryFormat(digits, out length, default, CultureInfo.InvariantCulture);
        }

        return Place(digits[..length], unscaled < 0, scale, output);
    }

    /// <summary>Digits with a point before the last <paramref name="scale"/> of them.</summary>
    static int Place(ReadOnlySpan<byte> digits, bool isNegative, int scale, Span<byte> output)
    {
        var at = 0;
        if (isNegative)
            output[at++] = (byte)'-';
        var whole = digits.Length - scale;
        if (whole > 0)
        {
            digits[..whole].CopyTo(output[at..]);
            at += whole;
        }
        else
        {
            output[at++] = (byte)'0';
        }

        if (scale == 0)
            return at;
        output[at++] = (byte)'.';
        for (var zeros = -whole; zeros > 0; zeros--)
            output[at++] = (byte)'0';
        var fraction = digits[Math.Max(0, whole)..];
        fraction.CopyTo(output[at..]);
        return at + fraction.Length;
    }

    /// <summary>The shortest digits that read back as the same number; with an exponent below 1e-4 and from 10^<paramref name="firstExponent"/> on.</summary>
    static int WriteFloat<T>(T value, Span<byte> output, int firstExponent) where T : IBinaryFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
            return Copy(T.IsNaN(value) ? "NaN"u8 : T.IsPositiveInfinity(value) ? "Infinity"u8 : "-Infinity"u8, output);
        Span<byte> text = stackalloc byte[64];
        Span<byte> digits = stackalloc byte[32];
        Shortest(value, text, digits, out var count, out var exponent);
        var at = 0;
        if (T.IsNegative(value))
            output[at++] = (byte)'-';
        return at + (exponent < -4 || exponent >= firstExponent ? Scientific(digits[..count], exponent, output[at..]) : Plain(digits[..count], exponent, output[at..]));
    }

    static void Shortest<T>(T value, Span<byte> text, Span<byte> digits, out int count, out int exponent) where T : IBinaryFloatingPointIeee754<T>
    {
        T.Abs(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var e = text.IndexOf((byte)'E');
        var mantissa = e < 0 ? text : text[..e];
        exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
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
        if (count > 0)
            return;
        digits[count++] = (byte)'0';
        exponent = 0;
    }

    static int Plain(ReadOnlySpan<byte> digits, int exponent, Span<byte> output)
    {
        var at = 0;
        if (exponent < 0)
        {
            at += Copy("0."u8, output);
            at += Copy("000"u8[..(-exponent - 1)], output[at..]);
            return at + Copy(digits, output[at..]);
        }

        var whole = exponent + 1;
        at += Copy(digits[..Math.Min(whole, digits.Length)], output);
        for (var zeros = whole - digits.Length; zeros > 0; zeros--)
            output[at++] = (byte)'0';
        if (digits.Length <= whole)
            return at;
        output[at++] = (byte)'.';
        return at + Copy(digits[whole..], output[at..]);
    }

    static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> output)
    {
        var at = Copy(digits[..1], output);
        if (digits.Length > 1)
        {
            output[at++] = (byte)'.';
            at += Copy(digits[1..], output[at..]);
        }

        at += Copy(exponent < 0 ? "e-"u8 : "e+"u8, output[at..]);
        var size = Math.Abs(exponent);
        if (size < 10)
            output[at++] = (byte)'0';
        return at + Write(size, output[at..]);
    }

    static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }
}
