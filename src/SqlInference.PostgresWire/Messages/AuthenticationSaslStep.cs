using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The server's next or last word in the exchange.</summary>
public readonly record struct AuthenticationSaslStep(ReadOnlyMemory<byte> Data, bool IsFinal) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.Authentication;

    public void WritePayload(PayloadWriter payload) => payload.Int32(IsFinal ? 12 : 11).Bytes(Data.Span);
}
