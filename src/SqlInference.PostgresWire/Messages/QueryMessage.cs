using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>A script, to be run statement by statement.</summary>
public readonly record struct QueryMessage(string Text)
{
    public static QueryMessage Read(Message message)
    {
        var reader = message.Reader();
        var query = new QueryMessage(reader.ReadText());
        reader.End();
        return query;
    }
}
