using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>A message that says everything by its code.</summary>
public readonly record struct BareMessage(BackendCode Kind) : IOutgoingMessage
{
    public static readonly BareMessage ParseComplete = new(BackendCode.ParseComplete);
    public static readonly BareMessage BindComplete = new(BackendCode.BindComplete);
    public static readonly BareMessage CloseComplete = new(BackendCode.CloseComplete);
    public static readonly BareMessage NoData = new(BackendCode.NoData);
    public static readonly BareMessage PortalSuspended = new(BackendCode.PortalSuspended);
    public static readonly BareMessage EmptyQueryResponse = new(BackendCode.EmptyQueryResponse);
    public static readonly BareMessage CopyDone = new(BackendCode.CopyDone);

    public byte Code => (byte)Kind;

    public void WritePayload(PayloadWriter payload)
    {
        // There is none.
    }
}
