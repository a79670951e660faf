using System.Security.Cryptography;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Startup;

/// <summary>What a client shows, on a connection of its own, to have a session's query cancelled.</summary>
public readonly record struct CancelKey(int ProcessId, int Secret)
{
    public static CancelKey Create(int processId) => new(processId, RandomNumberGenerator.GetInt32(int.MinValue, int.MaxValue));

    public static CancelKey Read(StartupPacket packet)
    {
        var reader = new PayloadReader(packet.Payload.Span);
        var key = new CancelKey(reader.ReadInt32(), reader.ReadInt32());
        reader.End();
        return key;
    }
}
