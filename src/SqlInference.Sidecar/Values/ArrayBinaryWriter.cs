using System.Buffers.Binary;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Values;

/// <summary>Lists and arrays in binary.</summary>
sealed class ArrayBinaryWriter(DuckDbType type, ValueWriter element)
{
    readonly uint _elementOid = TypeMap.OidOf(type.Children[0]);

    public void Write(in DuckDbVector vector, long row, ref RowWriter writer)
    {
        var (start, length) = Elements.At(type, vector, row, out var elements);
        WriteHeader(elements, start, length, ref writer);
        for (var i = start; i < start + length; i++)
        {
            if (!elements.IsValid(i))
            {
                Int32(-1, ref writer);
                continue;
            }

            var begin = writer.Used;
            Int32(0, ref writer);
            element(elements, i, ref writer);
            BinaryPrimitives.WriteInt32BigEndian(writer.Since(begin), writer.Used - begin - sizeof(int));
        }
    }

    void WriteHeader(in DuckDbVector elements, long start, long length, ref RowWriter writer)
    {
        var hasNulls = false;
        for (var i = start; i < start + length; i++)
            hasNulls |= !elements.IsValid(i);
        Int32(length == 0 ? 0 : 1, ref writer);
        Int32(hasNulls ? 1 : 0, ref writer);
        Int32((int)_elementOid, ref writer);
        if (length == 0)
            return;
        Int32((int)length, ref writer);
        Int32(1, ref writer);
    }

    static void Int32(int value, ref RowWriter writer)
    {
        BinaryPrimitives.WriteInt32BigEndian(writer.Span(sizeof(int)), value);
        writer.Advance(sizeof(int));
    }
}
