namespace SqlInference.PostgresWire.Framing;

/// <summary>A message that can be written; small, and made for the moment.</summary>
public interface IOutgoingMessage
{
    byte Code { get; }

    void WritePayload(PayloadWriter payload);
}
