using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The client is to choose one of these mechanisms and begin.</summary>
public readonly record struct AuthenticationSasl(IReadOnlyList<string> Mechanisms) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.Authentication;

    public void WritePayload(PayloadWriter payload)
    {
        payload.Int32(10);
        foreach (var mechanism in Mechanisms)
            payload.Text(mechanism);
        payload.Byte(0);
    }
}
