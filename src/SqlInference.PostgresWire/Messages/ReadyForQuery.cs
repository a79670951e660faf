using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The server waits for the next query.</summary>
public readonly record struct ReadyForQuery(TransactionStatus Status) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.ReadyForQuery;

    public void WritePayload(PayloadWriter payload) => payload.Byte((byte)Status);
}
