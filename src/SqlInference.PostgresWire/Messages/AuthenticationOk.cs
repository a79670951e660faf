using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The client is let in.</summary>
public readonly record struct AuthenticationOk : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.Authentication;

    public void WritePayload(PayloadWriter payload) => payload.Int32(0);
}
