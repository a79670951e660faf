using System.Buffers;
using System.Buffers.Binary;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Tests.Framing;

public sealed class RowWriterTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(65_000)]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public async Task Rows_of_any_size_are_framed(int size)
    {
        const int Rows = 20;
        var pipe = new System.IO.Pipelines.Pipe(new(pauseWriterThreshold: 0));
        Write(pipe.Writer, Rows, size);
        await pipe.Writer.CompleteAsync();
        using var reader = new MessageReader(pipe.Reader, int.MaxValue);
        for (var row = 0; row < Rows; row++)
        {
            var message = (await reader.ReadAsync())!.Value;
            Assert.Equal(BackendCode.DataRow, message.Backend);
            Check(message, row, size);
        }

        Assert.Null(await reader.ReadAsync());
    }

    static void Write(IBufferWriter<byte> output, int rows, int size)
    {
        var writer = new RowWriter(output);
        for (var row = 0; row < rows; row++)
        {
            writer.BeginRow(3);
            BinaryPrimitives.WriteInt32BigEndian(writer.Field(sizeof(int)), row);
            writer.Null();
            writer.BeginField();
            for (var written = 0; written < size; written += 10)
                writer.Bytes("0123456789"u8);
            writer.EndField();
            writer.EndMessage();
        }

        writer.BeginRow(1);
        writer.Complete();
    }

    static void Check(Message message, int row, int size)
    {
        var fields = message.Reader();
        Assert.Equal(3, fields.ReadInt16());
        Assert.Equal((sizeof(int), row), (fields.ReadInt32(), fields.ReadInt32()));
        Assert.Equal(-1, fields.ReadInt32());
        Assert.Equal(size, fields.ReadInt32());
        Assert.Equal("0123456789"u8.ToArray(), fields.ReadBytes(10).ToArray());
        Assert.Equal(size - 10, fields.ReadRest().Length);
    }
}
