namespace SqlInference.PostgresWire.Framing;

/// <summary>A message as it came. Its payload is the reader's memory, good until the next message is read.</summary>
public readonly record struct Message(byte Code, ReadOnlyMemory<byte> Payload)
{
    public const int HeaderLength = sizeof(byte) + sizeof(int);

    public FrontendCode Frontend => (FrontendCode)Code;

    public BackendCode Backend => (BackendCode)Code;

    /// <summary>For reading the payload field by field.</summary>
    public PayloadReader Reader() => new(Payload.Span);
}
