using System.Buffers.Binary;

namespace SqlInference.PostgresWire.Startup;

/// <summary>What a connection begins with: a number that says what the client wants, and what goes with it.</summary>
public readonly record struct StartupPacket(uint Request, ReadOnlyMemory<byte> Payload)
{
    public const int ShortestLength = 8;

    /// <summary>As PostgreSQL has it: who has not logged in is not given more memory than this.</summary>
    public const int LongestLength = 10_000;

    public const uint CancelRequest = 80877102;
    public const uint TlsRequest = 80877103;
    public const uint GssRequest = 80877104;

    /// <summary>Whether the client speaks version 3 of the protocol, of whichever minor version.</summary>
    public bool IsSession => Request >> 16 == 3;

    public int MinorVersion => (int)(Request & 0xFFFF);

    internal static StartupPacket Read(ReadOnlyMemory<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes.Span), bytes[sizeof(uint)..]);
}
