using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>A statement is done: <c>SELECT 3</c>.</summary>
public readonly record struct CommandComplete(string Tag) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.CommandComplete;

    public void WritePayload(PayloadWriter payload) => payload.Text(Tag);
}
