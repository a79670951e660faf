using System.Globalization;
using System.Numerics;
using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Formats;

/// <summary>
/// Text as values of a column, strictly: the whole text has to be one, and what the column cannot hold is refused rather
/// than rounded (beyond the precision of a floating-point number) or cut. Blanks around the value are trimmed.
/// </summary>
public static unsafe class CellParser
{
    const long ExactInDouble = 1L << 53;

    /// <summary>Reads a fixed-width value into the column's memory at an index. Text columns take every text as it is.</summary>
    public static CellResult Read(ReadOnlySpan<byte> text, ColumnBuffer into, int index)
    {
        text = Trim(text);
        var values = into.Values;
        switch (into.Type.Element)
        {
            case ElementType.Boolean: return ReadBoolean(text, values + index);
            case ElementType.Int8: return ReadInteger(text, (sbyte*)values + index);
            case ElementType.Int16: return ReadInteger(text, (short*)values + index);
            case ElementType.Int32: return ReadInteger(text, (int*)values + index);
            case ElementType.Int64: return ReadInteger(text, (long*)values + index);
            case ElementType.UInt8: return ReadInteger(text, values + index);
            case ElementType.UInt16: return ReadInteger(text, (ushort*)values + index);
            case ElementType.UInt32: return ReadInteger(text, (uint*)values + index);
            case ElementType.UInt64: return ReadInteger(text, (ulong*)values + index);
            case ElementType.Float16: return ReadFloat(text, (Half*)values + index);
            case ElementType.Float32: return ReadFloat(text, (float*)values + index);
            case ElementType.Float64: return ReadFloat(text, (double*)values + index);
            case ElementType.Timestamp: return ReadTimestamp(text, (long*)values + index);
            default: throw new ArgumentOutOfRangeException(nameof(into), into.Type.Element, null);
        }
    }

    /// <summary>Without blanks, tabs and line breaks at the ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    static CellResult ReadBoolean(ReadOnlySpan<byte> text, byte* into)
    {
        if (Is(text, "true"u8) || Is(text, "t"u8))
            return Keep(into, (byte)1);
        if (Is(text, "false"u8) || Is(text, "f"u8))
            return Keep(into, (byte)0);
        sbyte number;
        var result = ReadInteger(text, &number);
        if (result == CellResult.Read && number is not (0 or 1))
            return CellResult.DoesNotFit;
        return result == CellResult.Read ? Keep(into, (byte)number) : result;
    }

    static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    static CellResult ReadInteger<T>(ReadOnlySpan<byte> text, T* into) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out *into))
            return CellResult.Read;

        // Many algorithms write whole numbers as 5.0, and integers too long for the type look like this as well.
        double number;
        var result = ReadFloat(text, &number);
        if (result != CellResult.Read)
            return result;
        if (Math.Abs(number) > ExactInDouble || number != Math.Floor(number) ||
            number < double.CreateSaturating(T.MinValue) || number > double.CreateSaturating(T.MaxValue))
            return CellResult.DoesNotFit;
        return Keep(into, T.CreateTruncating(number));
    }

    static CellResult ReadFloat<T>(ReadOnlySpan<byte> text, T* into) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!T.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var number))
            return IsInfinity(text) ? CellResult.NotFinite : CellResult.NotOfType;
        return T.IsFinite(number) ? Keep(into, number) : CellResult.NotFinite;
    }

    /// <summary>As other languages print it.</summary>
    static bool IsInfinity(ReadOnlySpan<byte> text) => Is(text.TrimStart("+-"u8), "inf"u8);

    static CellResult ReadTimestamp(ReadOnlySpan<byte> text, long* into)
    {
        Span<char> characters = stackalloc char[40];
        if (text.Length > characters.Length || !Ascii.IsValid(text) || text.Length < 8 || text.IndexOf((byte)'-') != 4)
            return CellResult.NotOfType;
        Ascii.ToUtf16(text, characters, out var length);
        return DateTime.TryParse(characters[..length], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment)
            ? Keep(into, (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond)
            : CellResult.NotOfType;
    }

    static CellResult Keep<T>(T* into, T value) where T : unmanaged
    {
        *into = value;
        return CellResult.Read;
    }
}
