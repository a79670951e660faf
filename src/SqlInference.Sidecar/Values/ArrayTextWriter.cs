using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.Sidecar.Values;

/// <summary>Lists and arrays as text: <c>{1,NULL,"a b"}</c>.</summary>
sealed class ArrayTextWriter(DuckDbType type, ValueWriter element)
{
    readonly bool _mayNeedQuotes = type.Children[0].Id is not (DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer
        or DuckDbTypeId.BigInt or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt or DuckDbTypeId.UInteger or DuckDbTypeId.UBigInt or DuckDbTypeId.HugeInt
        or DuckDbTypeId.Float or DuckDbTypeId.Double or DuckDbTypeId.Decimal or DuckDbTypeId.Date or DuckDbTypeId.Uuid or DuckDbTypeId.Time);

    public void Write(in DuckDbVector vector, long row, ref RowWriter writer)
    {
        var (start, length) = Elements.At(type, vector, row, out var elements);
        writer.Bytes("{"u8);
        for (var i = start; i < start + length; i++)
        {
            if (i > start)
                writer.Bytes(","u8);
            if (!elements.IsValid(i))
                writer.Bytes("NULL"u8);
            else if (_mayNeedQuotes)
                WriteQuotable(elements, i, ref writer);
            else
                element(elements, i, ref writer);
        }

        writer.Bytes("}"u8);
    }

    void WriteQuotable(in DuckDbVector elements, long row, ref RowWriter writer)
    {
        var start = writer.Used;
        element(elements, row, ref writer);
        var text = writer.Since(start);
        if (!ArrayText.NeedsQuotes(text))
            return;
        var copy = text.ToArray();
        writer.Rewind(start);
        writer.Advance(ArrayText.WriteQuoted(copy, writer.Span(2 * copy.Length + 2)));
    }
}
