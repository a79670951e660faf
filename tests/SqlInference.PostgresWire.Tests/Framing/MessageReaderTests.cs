using System.IO.Pipelines;
using System.Text;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.PostgresWire.Tests.Framing;

public sealed class MessageReaderTests
{
    [Fact]
    public async Task Messages_are_read_whatever_the_pieces_they_come_in()
    {
        var bytes = Encoding.ASCII.GetBytes("Q\0\0\0\u0009abcd\0" + "S\0\0\0\x04" + "X\0\0\0\x04");
        for (var size = 1; size <= bytes.Length; size++)
        {
            var pipe = new Pipe();
            using var reader = new MessageReader(pipe.Reader, 100);
            var writing = Task.Run(async () =>
            {
                foreach (var piece in bytes.Chunk(size))
                    await pipe.Writer.WriteAsync(piece);
                await pipe.Writer.CompleteAsync();
            });
            Assert.Equal("abcd", QueryMessage.Read((await reader.ReadAsync())!.Value).Text);
            Assert.Equal(FrontendCode.Sync, (await reader.ReadAsync())!.Value.Frontend);
            Assert.Equal(FrontendCode.Terminate, (await reader.ReadAsync())!.Value.Frontend);
            Assert.Null(await reader.ReadAsync());
            await writing;
        }
    }

    [Theory]
    [InlineData("Q\0\0\0\x03", "A message of kind 'Q' has the length 3.")]
    [InlineData("\0\xFF\xFF\xFF\xFF", "A message of kind 0x00 has the length -1.")]
    [InlineData("Q\0\0\0\x69", "A message of kind 'Q' is 105 bytes long; 100 is the most.")]
    [InlineData("Q\0\0\0\u0009ab", "The connection ends within a message.")]
    [InlineData("Q", "The connection ends within a message.")]
    public async Task Broken_messages_end_the_connection(string bytes, string expected)
    {
        using var reader = Reader(bytes);
        var exception = await Assert.ThrowsAsync<WireException>(async () => await reader.ReadAsync());
        Assert.Equal((expected, true), (exception.Message, exception.IsFatal));
    }

    [Theory]
    [InlineData("\0\0\0\x07\0\0\0")]
    [InlineData("\x7F\xFF\xFF\xFF\0\x03\0\0")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\x08")]
    public async Task Broken_starts_end_the_connection(string bytes)
    {
        using var reader = Reader(bytes);
        Assert.True((await Assert.ThrowsAsync<WireException>(async () => await reader.ReadStartupAsync())).IsFatal);
    }

    [Fact]
    public async Task A_start_says_who_connects_and_with_which_settings()
    {
        using var reader = Reader("\0\0\0\x48\0\x03\0\0user\0ann\0database\0sales\0options\0-c a=b\\ c --d-e=f\0TimeZone\0UTC\0\0");
        var parameters = StartupParameters.Read((await reader.ReadStartupAsync())!.Value);
        Assert.Equal(("ann", "sales"), (parameters.UserName, parameters.DatabaseName));
        Assert.Equal(["a=b c", "d_e=f", "TimeZone=UTC"], parameters.Settings.Select(setting => $"{setting.Key}={setting.Value}"));
    }

    [Fact]
    public async Task Only_whole_messages_are_peeked_at()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, 100);
        Assert.False(reader.TryPeek(out _));
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes("S\0\0"));
        Assert.False(reader.TryPeek(out _));
        await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes("\0\x04"));
        Assert.True(reader.TryPeek(out var code));
        Assert.Equal((byte)'S', code);
        Assert.Equal(FrontendCode.Sync, (await reader.ReadAsync())!.Value.Frontend);
    }

    static MessageReader Reader(string bytes)
    {
        var pipe = new Pipe();
        pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes(bytes)).AsTask().Wait();
        pipe.Writer.Complete();
        return new(pipe.Reader, 100);
    }
}
