using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>A portal to be run, or run on.</summary>
/// <param name="MostRows">After how many rows to stop; 0 for never.</param>
public readonly record struct ExecuteMessage(string Portal, int MostRows)
{
    public static ExecuteMessage Read(Message message)
    {
        var reader = message.Reader();
        var execute = new ExecuteMessage(reader.ReadText(), Math.Max(0, reader.ReadInt32()));
        reader.End();
        return execute;
    }
}
