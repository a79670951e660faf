using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Messages;

/// <summary>Rows of COPY follow: from the client, or to it.</summary>
public readonly record struct CopyResponse(bool IsToClient, ValueFormat Format, int Columns) : IOutgoingMessage
{
    public byte Code => (byte)(IsToClient ? BackendCode.CopyOutResponse : BackendCode.CopyInResponse);

    public void WritePayload(PayloadWriter payload)
    {
        payload.Byte((byte)Format).Int16(Columns);
        for (var i = 0; i < Columns; i++)
            payload.Int16((short)Format);
    }
}
