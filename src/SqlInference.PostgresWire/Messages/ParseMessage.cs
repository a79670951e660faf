using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>A statement to be kept under a name.</summary>
/// <param name="ParameterTypes">Those that the client knows; 0 for others, which may be left out at the end.</param>
public readonly record struct ParseMessage(string Statement, string Text, uint[] ParameterTypes)
{
    public static ParseMessage Read(Message message)
    {
        var reader = message.Reader();
        var (statement, text) = (reader.ReadText(), reader.ReadText());
        var types = new uint[reader.ReadCount(sizeof(uint))];
        for (var i = 0; i < types.Length; i++)
            types[i] = reader.ReadUInt32();
        reader.End();
        return new(statement, text, types);
    }
}
