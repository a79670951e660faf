using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.PostgresWire.Messages;

/// <summary>What cancels the session's queries.</summary>
public readonly record struct BackendKeyData(CancelKey Key) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.BackendKeyData;

    public void WritePayload(PayloadWriter payload) => payload.Int32(Key.ProcessId).Int32(Key.Secret);
}
