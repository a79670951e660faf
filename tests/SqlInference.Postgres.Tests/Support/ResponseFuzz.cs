using System.Globalization;
using System.Text;
using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>Answers that were right before bytes of them were changed, taken away or put in.</summary>
static class ResponseFuzz
{
    static readonly string[] Spice = ["\"", "\\", "\\u", "\\ud800", "{", "}", "[", "]", ",", ":", "-1", "1e9", "99999999999999999999", "null", "true", "\0", "\r\n", "\xFF", "prediction", ".valid", "BYTES", "FP64"];

    public static async Task RunAsync(NpgsqlConnection connection, FakeHost host, int answers)
    {
        await connection.DefineAsync("f", "int4", "float8");
        await connection.DefineAsync("g", "int4", "text");
        await connection.DefineAsync("h", "int4", "float8[]");
        var process = await connection.AskAsync("SELECT pg_backend_pid()");
        var random = new Random(20261126);
        FakeReply[] good =
        [
            FakeReply.Prediction<double>("FP64", 1.5),
            FakeReply.Texts("Grüße"u8.ToArray()),
            FakeReply.Prediction("FP32", "[1,2]", new byte[8]),
            FakeReply.Tensors("""{"model_version":"1","outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}},{"name":"prediction.valid","datatype":"BOOL","shape":[1],"parameters":{"binary_data_size":1}}]}""", new byte[8], [1]),
            FakeReply.Error(409, "SI103", "Not \\u00fc ready."),
        ];
        var answered = 0;
        for (var i = 0; i < answers; i++)
        {
            var reply = Mutate(good[random.Next(good.Length)].Bytes, random);
            // What is cut short has to end, or it would be waited for.
            host.Answer = _ => new() { Bytes = reply, CloseAfter = reply.Length };
            try
            {
                await connection.AskAsync(random.Next(3) switch { 0 => "SELECT f(1)", 1 => "SELECT g(1)", _ => "SELECT h(1)" });
                answered++;
            }
            catch (PostgresException exception)
            {
                Assert.True(exception.SqlState.StartsWith("SI", StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"answer {i}: {exception.SqlState} {exception.MessageText}: {Convert.ToHexString(reply)}"));
            }
        }

        // Some mutations change nothing that matters.
        Assert.InRange(answered, 1, answers - 1);
        Assert.Equal(process, await connection.AskAsync("SELECT pg_backend_pid()"));
        host.Reset();
        Assert.Equal("4", await connection.AskAsync("SELECT f(4)"));
    }

    /// <summary>Changes the body, and tells the right length of it, so that what is wrong is found in it and not before.</summary>
    static byte[] Mutate(byte[] reply, Random random)
    {
        var split = reply.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var head = Encoding.ASCII.GetString(reply, 0, split);
        var body = reply[split..].ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(body.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < body.Count:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1 when at < body.Count:
                    body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, Encoding.Latin1.GetBytes(Spice[random.Next(Spice.Length)]));
                    break;
                case 3 when at < body.Count:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 40), body.Count - at)));
                    break;
                default:
                    head = head.Replace("Inference-Header-Content-Length: ", $"Inference-Header-Content-Length: {random.Next(10)}", StringComparison.Ordinal);
                    break;
            }
        }

        var length = System.Text.RegularExpressions.Regex.Replace(head, "Content-Type: ([^\r]*)\r\nContent-Length: [0-9]+", $"Content-Type: $1\r\nContent-Length: {body.Count}");
        return [.. Encoding.ASCII.GetBytes(length), .. body];
    }
}
