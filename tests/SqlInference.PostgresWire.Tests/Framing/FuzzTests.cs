using System.IO.Pipelines;
using System.Text;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;
using SqlInference.PostgresWire.Startup;

namespace SqlInference.PostgresWire.Tests.Framing;

/// <summary>Whatever comes, it is a message or a <see cref="WireException"/>.</summary>
public sealed class FuzzTests
{
    static readonly byte[] Session = Encoding.Latin1.GetBytes(
        "Q\0\0\0\x0DSELECT 1\0" +
        "P\0\0\0\x16s\0SELECT $1\0\0\x01\0\0\0\x17" +
        "B\0\0\0\x19p\0s\0\0\x01\0\x01\0\x01\0\0\0\x04\0\0\0\x2A\0\x01\0\x01" +
        "D\0\0\0\x07Pp\0" + "E\0\0\0\x0Ap\0\0\0\0\x05" + "C\0\0\0\x07Ss\0" + "S\0\0\0\x04");

    [Fact]
    public async Task A_session_that_was_tampered_with_is_read_or_refused()
    {
        var random = new Random(20);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Session.ToArray();
            for (var change = random.Next(4); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            await ReadAll(bytes.AsMemory(random.Next(3) == 0 ? random.Next(bytes.Length) : 0));
        }
    }

    [Fact]
    public async Task A_start_that_was_tampered_with_is_read_or_refused()
    {
        var start = Encoding.Latin1.GetBytes("\0\0\0\x2F\0\x03\0\0user\0ann\0database\0sales\0options\0-c a=b\0\0");
        var random = new Random(21);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = start.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using var reader = await ReaderOf(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
            try
            {
                if (await reader.ReadStartupAsync() is { IsSession: true } packet)
                    _ = StartupParameters.Read(packet).Settings.Count();
            }
            catch (WireException)
            {
            }
        }
    }

    static async Task ReadAll(ReadOnlyMemory<byte> bytes)
    {
        using var reader = await ReaderOf(bytes);
        try
        {
            while (await reader.ReadAsync() is { } message)
                ReadOne(message);
        }
        catch (WireException)
        {
        }
    }

    static void ReadOne(Message message)
    {
        switch (message.Frontend)
        {
            case FrontendCode.Query: QueryMessage.Read(message); break;
            case FrontendCode.Parse: ParseMessage.Read(message); break;
            case FrontendCode.Execute: ExecuteMessage.Read(message); break;
            case FrontendCode.Describe or FrontendCode.Close: NamedObject.Read(message); break;
            case FrontendCode.Bind:
                var bind = BindMessage.Read(message);
                for (var i = 0; i < bind.ParameterCount; i++)
                    _ = bind.IsNull(i) ? 0 : bind.Value(i).Length + (int)bind.ParameterFormats[i];
                break;
        }
    }

    static async Task<MessageReader> ReaderOf(ReadOnlyMemory<byte> bytes)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes);
        await pipe.Writer.CompleteAsync();
        return new(pipe.Reader, 1000);
    }
}
