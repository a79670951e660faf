using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The value of a setting that clients follow.</summary>
public readonly record struct ParameterStatus(string Name, string Value) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.ParameterStatus;

    public void WritePayload(PayloadWriter payload) => payload.Text(Name).Text(Value);
}
