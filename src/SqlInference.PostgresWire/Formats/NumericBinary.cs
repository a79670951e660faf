using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Formats;

/// <summary>
/// The binary form of numeric: digits of base 10,000 with the weight of the first, a sign, and how many decimal digits to
/// show after the point.
/// </summary>
public static class NumericBinary
{
    const int HeaderLength = 8, DigitsPerGroup = 4;
    const ushort Negative = 0x4000, NotANumber = 0xC000, Infinite = 0xD000, MinusInfinite = 0xF000;

    /// <summary>How many bytes are enough for this many decimal digits.</summary>
    public static int Longest(int digits) => HeaderLength + (digits / DigitsPerGroup + 3) * sizeof(short);

    public static int Write(Int128 unscaled, int scale, Span<byte> output)
    {
        Span<byte> digits = stackalloc byte[NumberText.LongestNumeric];
        (unscaled < 0 ? UInt128.Zero - (UInt128)unscaled : (UInt128)unscaled).TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return Write(digits[..length], unscaled < 0, scale, output);
    }

    /// <summary>Decimal digits, of which the last <paramref name="scale"/> stand after the point.</summary>
    public static int Write(ReadOnlySpan<byte> digits, bool isNegative, int scale, Span<byte> output)
    {
        var whole = digits.Length - scale;
        // Where the first group begins; its first digits may lie before those that there are.
        var wholeGroups = (int)Math.Ceiling(whole / (double)DigitsPerGroup);
        var at = whole - wholeGroups * DigitsPerGroup;
        var weight = wholeGroups - 1;
        var groups = output[HeaderLength..];
        int count = 0, kept = 0;
        for (; at < digits.Length; at += DigitsPerGroup)
        {
            var group = Group(digits, at);
            if (count == 0 && group == 0)
            {
                weight--;
                continue;
            }

            BinaryPrimitives.WriteInt16BigEndian(groups[(count++ * sizeof(short))..], group);
            if (group != 0)
                kept = count;
        }

        BinaryPrimitives.WriteInt16BigEndian(output, (short)kept);
        BinaryPrimitives.WriteInt16BigEndian(output[2..], (short)(kept == 0 ? 0 : weight));
        BinaryPrimitives.WriteUInt16BigEndian(output[4..], isNegative && kept > 0 ? Negative : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(output[6..], (short)scale);
        return HeaderLength + kept * sizeof(short);
    }

    /// <summary>A value as decimal text.</summary>
    public static string Read(ReadOnlySpan<byte> value)
    {
        var reader = new PayloadReader(value);
        var count = (ushort)reader.ReadInt16();
        var (weight, sign, scale) = (reader.ReadInt16(), (ushort)reader.ReadInt16(), reader.ReadInt16());
        if (sign is NotANumber or Infinite or MinusInfinite)
            return sign == NotANumber ? "NaN" : sign == Infinite ? "Infinity" : "-Infinity";
        if (sign is not (0 or Negative) || scale < 0 || count * sizeof(short) != reader.Remaining)
            throw new WireException(SqlStates.InvalidBinaryRepresentation, "invalid binary value of type numeric");
        var text = new StringBuilder(sign == Negative ? "-" : "");
        var groups = new short[count];
        for (var i = 0; i < count; i++)
            groups[i] = reader.ReadInt16() is >= 0 and < 10_000 and var group ? group : throw new WireException(SqlStates.InvalidBinaryRepresentation, "invalid digit in binary value of type numeric");
        text.Append(weight >= 0 && count > 0 ? groups[0] : 0);
        for (var i = 1; i <= weight; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i < count ? groups[i] : 0):D4}");
        if (scale > 0)
        {
            var fraction = new StringBuilder();
            for (var i = weight + 1; fraction.Length < scale; i++)
                fraction.Append(CultureInfo.InvariantCulture, $"{(i >= 0 && i < count ? groups[i] : 0):D4}");
            text.Append('.').Append(fraction, 0, scale);
        }

        return text.ToString();
    }

    static short Group(ReadOnlySpan<byte> digits, int at)
    {
        var group = 0;
        for (var i = at; i < at + DigitsPerGroup; i++)
            group = group * 10 + (i >= 0 && i < digits.Length ? digits[i] - '0' : 0);
        return (short)group;
    }
}
