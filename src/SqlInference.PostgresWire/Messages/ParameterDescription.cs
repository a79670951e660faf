using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The types of a statement's parameters.</summary>
public readonly record struct ParameterDescription(IReadOnlyList<uint> TypeOids) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.ParameterDescription;

    public void WritePayload(PayloadWriter payload)
    {
        payload.Int16(TypeOids.Count);
        foreach (var oid in TypeOids)
            payload.Oid(oid);
    }
}
