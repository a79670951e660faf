using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The columns of the rows that follow.</summary>
public readonly record struct RowDescription(IReadOnlyList<ColumnDescription> Columns) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.RowDescription;

    public void WritePayload(PayloadWriter payload)
    {
        payload.Int16(Columns.Count);
        foreach (var column in Columns)
        {
            // No column comes from a table that the client could ask about by number.
            payload.Text(column.Name).Oid(0).Int16(0).Oid(column.TypeOid).Int16(column.TypeSize).Int32(column.TypeModifier).Int16((short)column.Format);
        }
    }
}
