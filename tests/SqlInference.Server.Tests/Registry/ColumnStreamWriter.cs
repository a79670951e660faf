using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;

namespace SqlInference.Server.Tests.Registry;

/// <summary>Writes a column stream as a client would.</summary>
sealed class ColumnStreamWriter
{
    readonly List<byte> _bytes = [];

    public ColumnStreamWriter(string head)
    {
        _bytes.AddRange("SQIC"u8);
        U32((uint)Encoding.UTF8.GetByteCount(head));
        _bytes.AddRange(Encoding.UTF8.GetBytes(head));
    }

    public static ColumnStreamWriter Of(params (string Name, string Type)[] columns) =>
        new($$"""{"columns":[{{string.Join(',', columns.Select(column => $$"""{"name":"{{column.Name}}","type":"{{column.Type}}"}"""))}}]}""");

    public ColumnStreamWriter U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ColumnStreamWriter Bytes(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public ColumnStreamWriter Integers(params int?[] values)
    {
        Validity(values.Select(value => value is not null));
        foreach (var value in values)
            U32((uint)(value ?? 0));
        return this;
    }

    public ColumnStreamWriter Longs(params long[] values)
    {
        Bytes(0);
        foreach (var value in values)
            Bytes(BitConverter.GetBytes(value));
        return this;
    }

    public ColumnStreamWriter Texts(params byte[][] values)
    {
        Bytes(0);
        foreach (var value in values)
            U32((uint)value.Length);
        foreach (var value in values)
            Bytes(value);
        return this;
    }

    public ColumnStreamWriter End(ulong rows)
    {
        U32(uint.MaxValue);
        return Bytes(BitConverter.GetBytes(rows));
    }

    public byte[] ToArray() => _bytes.ToArray();

    public ByteArrayContent Content() => new(ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.sqlinference.columns") } };

    /// <summary>One column of integers n, in chunks of this many rows.</summary>
    public static ColumnStreamWriter Rides(int rows, int chunk = 1000)
    {
        var stream = Of(("n", "int"));
        for (var start = 0; start < rows; start += chunk)
        {
            var count = Math.Min(chunk, rows - start);
            stream.U32((uint)count).Integers([.. Enumerable.Range(start, count).Select(i => (int?)(i * 7919 % 1000))]);
        }

        return stream;
    }

    void Validity(IEnumerable<bool> valid)
    {
        var rows = valid.ToArray();
        if (rows.All(row => row))
        {
            Bytes(0);
            return;
        }

        var bitmap = new byte[(rows.Length + 7) / 8];
        for (var i = 0; i < rows.Length; i++)
            bitmap[i / 8] |= (byte)((rows[i] ? 1 : 0) << (i % 8));
        Bytes(1).Bytes(bitmap);
    }
}
