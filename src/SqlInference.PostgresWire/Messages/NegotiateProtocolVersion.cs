using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The newest minor version that is spoken here, and the extensions that are not.</summary>
public readonly record struct NegotiateProtocolVersion(int MinorVersion, IReadOnlyList<string> UnknownExtensions) : IOutgoingMessage
{
    public byte Code => (byte)BackendCode.NegotiateProtocolVersion;

    public void WritePayload(PayloadWriter payload)
    {
        payload.Int32(3 << 16 | MinorVersion).Int32(UnknownExtensions.Count);
        foreach (var extension in UnknownExtensions)
            payload.Text(extension);
    }
}
