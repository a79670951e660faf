using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>What Describe and Close speak of.</summary>
public readonly record struct NamedObject(bool IsPortal, string Name)
{
    public static NamedObject Read(Message message)
    {
        var reader = message.Reader();
        var kind = reader.ReadByte();
        var name = reader.ReadText();
        reader.End();
        return kind switch
        {
            (byte)'P' => new(true, name),
            (byte)'S' => new(false, name),
            _ => throw WireException.Violation($"A message speaks of an object of the unknown kind {kind}."),
        };
    }
}
