using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>The mechanism that the client has chosen, and its first word.</summary>
public readonly record struct SaslInitialResponse(string Mechanism, byte[] Data)
{
    public static SaslInitialResponse Read(Message message)
    {
        var reader = message.Reader();
        var mechanism = reader.ReadText();
        var length = reader.ReadInt32();
        var response = new SaslInitialResponse(mechanism, length < 0 ? [] : reader.ReadBytes(length).ToArray());
        reader.End();
        return response;
    }
}
