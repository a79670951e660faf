using System.Buffers;
using System.Numerics;
using System.Text;

namespace SqlInference.Engines.DuckDb.Results;

/// <summary>Types that DuckDB stores as bytes: BLOB, BIT, BIGNUM, UUID.</summary>
static class BytesText
{
    /// <summary>Printable ASCII as it is, all else as <c>\xHH</c>.</summary>
    public static void WriteBlob(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        foreach (var b in bytes)
        {
            if (b is >= 32 and <= 126 and not ((byte)'\\' or (byte)'\'' or (byte)'"'))
                output.Write([b]);
            else
                output.Write([(byte)'\\', (byte)'x', Hex(b >> 4), Hex(b & 15)]);
        }
    }

    /// <summary>The first byte counts the unused leading bits of the second.</summary>
    public static void WriteBits(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var padding = bytes[0];
        for (var bit = (int)padding; bit < (bytes.Length - 1) * 8; bit++)
            output.Write((bytes[1 + bit / 8] >> (7 - bit % 8) & 1) != 0 ? "1"u8 : "0"u8);
    }

    /// <summary>Three header bytes, then the magnitude, big-endian; for negative numbers all bits are inverted.</summary>
    public static void WriteBigNum(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        const int HeaderBytes = 3;
        var negative = (bytes[0] & 0x80) == 0;
        var magnitude = bytes[HeaderBytes..].ToArray();
        if (negative)
        {
            for (var i = 0; i < magnitude.Length; i++)
                magnitude[i] = (byte)~magnitude[i];
        }

        var value = new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        output.Write(Encoding.ASCII.GetBytes((negative ? -value : value).ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Stored with the first bit flipped, so that UUIDs sort as signed numbers.</summary>
    public static void WriteUuid(UInt128 stored, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, stored ^ (UInt128.One << 127));
        _ = new Guid(bytes, bigEndian: true).TryFormat(output.GetSpan(36), out var written);
        output.Advance(written);
    }

    static byte Hex(int digit) => "0123456789ABCDEF"u8[digit];
}
