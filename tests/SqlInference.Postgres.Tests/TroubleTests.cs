using System.Text;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>A host that misbehaves is an error of the query that says so, and nothing else: the session goes on.</summary>
public abstract class TroubleTests(PostgresFixture postgres, bool isLocal) : FakeHostTests(postgres, isLocal)
{
    const string Good = """{"outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}}]}""";

    const string NothingReturned = "Nothing was returned. Is sqlinference.service the address of the service, and is the service of this version?";

    /// <summary>What goes wrong: the reply, and what the message says behind the model's name.</summary>
    public static TheoryData<string, string> WrongAnswers => new()
    {
        { "json", "is not of the Open Inference Protocol with binary data" },
        { "garbage", "is not valid JSON" },
        { "empty", "is not of the Open Inference Protocol with binary data" },
        { "head beyond the body", "is not of the Open Inference Protocol with binary data" },
        { "too few rows", "holds 0 values for 1 rows" },
        { "too many rows", "holds 2 values for 1 rows" },
        { "other tensor", "holds no tensor 'prediction'" },
        { "no outputs", "holds no tensor 'prediction'" },
        { "half a tensor", "is shorter than it says" },
        { "bytes behind", "is longer than it says" },
        { "size unlike shape", "has a tensor whose size is not that of its shape" },
        { "no data", "holds no binary data" },
        { "unknown type", "has a tensor of an unknown datatype" },
        { "text", "has another type than double precision" },
        { "rank 0", "has a tensor that is not of rank 1 or 2" },
        { "rank 3", "has a tensor that is not of rank 1 or 2" },
        { "list", "has another type than double precision" },
        { "huge shape", "has lists of an impossible length" },
        { "deep", "is not valid JSON" },
        { "other version", "is of version 2, where version 1 was asked" },
        { "NULLs of another type", "has a tensor of NULLs that is not BOOL" },
        { "text beyond the end", "has a text beyond its end" },
        { "bytes behind the text", "has bytes behind its texts" },
    };

    static FakeReply Wrong(string what) => what switch
    {
        "json" => FakeReply.Json("""{"outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"data":[1]}]}"""),
        "garbage" => FakeReply.Tensors("{\"outputs\":[{\"name\":\"prediction\" ", new byte[8]),
        "empty" => FakeReply.Http(200, "text/plain", []),
        "head beyond the body" => FakeReply.Http(200, "application/octet-stream", Encoding.UTF8.GetBytes(Good), "Inference-Header-Content-Length: 999999\r\n"),
        "too few rows" => FakeReply.Prediction("FP64", "[0]", []),
        "too many rows" => FakeReply.Prediction<double>("FP64", 1, 2),
        "other tensor" => FakeReply.Tensors(Good.Replace("prediction", "score"), new byte[8]),
        "no outputs" => FakeReply.Tensors("{}"),
        "half a tensor" => FakeReply.Tensors(Good, new byte[4]),
        "bytes behind" => FakeReply.Tensors(Good, new byte[9]),
        "size unlike shape" => FakeReply.Prediction("FP64", "[1]", new byte[16]),
        "no data" => FakeReply.Tensors(Good.Replace("binary_data_size", "other")),
        "unknown type" => FakeReply.Prediction("FP8", "[1]", new byte[8]),
        "text" => FakeReply.Texts("x"u8.ToArray()),
        "rank 0" => FakeReply.Prediction("FP64", "[]", new byte[8]),
        "rank 3" => FakeReply.Prediction("FP64", "[1,1,1]", new byte[8]),
        "list" => FakeReply.Prediction("FP64", "[1,2]", new byte[16]),
        "huge shape" => FakeReply.Prediction("FP64", "[1,999999999999999999]", new byte[8]),
        "deep" => FakeReply.Tensors("{\"x\":" + new string('[', 1000) + new string(']', 1000) + "}"),
        "other version" => FakeReply.Tensors("{\"model_version\":\"2\"," + Good[1..], new byte[8]),
        "NULLs of another type" => FakeReply.Tensors(Good.Replace("]}", """,{"name":"prediction.valid","datatype":"INT32","shape":[1],"parameters":{"binary_data_size":4}}]}"""), new byte[8], new byte[4]),
        "text beyond the end" => FakeReply.Prediction("BYTES", "[1]", [9, 0, 0, 0, 65]),
        "bytes behind the text" => FakeReply.Prediction("BYTES", "[1]", [1, 0, 0, 0, 65, 66]),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    [PostgresTheory]
    [MemberData(nameof(WrongAnswers))]
    public async Task A_wrong_answer_is_refused(string what, string message)
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => Wrong(what));
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI409", $"Model 'shop.public.f': the service's answer {message}.", NothingReturned), (error.SqlState, error.MessageText, error.Hint));
        await StillWorks();
    }

    [PostgresFact]
    public async Task Text_that_is_not_UTF8_is_refused()
    {
        await Connection.DefineAsync("f", "int4", "text");
        Host.Reset(_ => FakeReply.Texts([0xFF, 0xFE]));
        Assert.Equal("Model 'shop.public.f': the service's answer has a text that is not valid UTF-8.", (await Connection.FailAsync("SELECT f(1)")).MessageText);
        Host.Reset(_ => FakeReply.Texts([65, 0, 66]));
        Assert.Equal("Model 'shop.public.f': the service's answer has a text that is not valid UTF-8.", (await Connection.FailAsync("SELECT f(1)")).MessageText);
    }

    [PostgresTheory]
    [InlineData(103, 409, "SI103", "Model m is training.")]
    [InlineData(101, 404, "SI101", "There is no model m, or it is not for you to see.")]
    [InlineData(402, 504, "SI402", "Too late.")]
    public async Task Errors_of_the_service_are_told_as_they_are(int _, int status, string code, string message)
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Error(status, code, message));
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal((code, message), (error.SqlState, error.MessageText));
        await StillWorks();
    }

    [PostgresTheory]
    [InlineData(401, "SI601", "The service asks for a token: set sqlinference.token_file to a file that holds one.")]
    [InlineData(413, "SI603", "Is sqlinference.service the address of the service? Is there a proxy before it?")]
    [InlineData(429, "SI403", "Run the query again later, or let fewer queries predict at the same time.")]
    [InlineData(500, "SI409", "Is sqlinference.service the address of the service? Is there a proxy before it?")]
    [InlineData(502, "SI610", "Is sqlinference.service the address of the service? Is there a proxy before it?")]
    [InlineData(504, "SI402", "Is sqlinference.service the address of the service? Is there a proxy before it?")]
    [InlineData(302, "SI409", "Is sqlinference.service the address of the service? Is there a proxy before it?")]
    public async Task Pages_of_something_else_are_known_by_their_status(int status, string code, string hint)
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Http(status, "text/html", Encoding.UTF8.GetBytes("<html><body>Oops</body></html>")));
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal((code, $"Model 'shop.public.f' was not asked: {Host.Address} answered with status {status}, and not as the service does.", hint),
            (error.SqlState, error.MessageText, error.Hint));
        await StillWorks();
    }

    [PostgresFact]
    public async Task A_connection_that_ends_early_is_an_error()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        var whole = FakeReply.Prediction<double>("FP64", 1);
        foreach (var sent in new[] { 0, 5, 60, whole.Bytes.Length - 1 })
        {
            Host.Reset(_ => whole with { CloseAfter = sent });
            var error = await Connection.FailAsync("SELECT f(1)");
            Assert.Equal(("SI610", $"Model 'shop.public.f' was not asked: the service at {Host.Address} closed the connection before it had answered."),
                (error.SqlState, error.MessageText));
        }

        await StillWorks();
    }

    [PostgresFact]
    public async Task What_does_not_speak_HTTP_is_an_error()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Raw("SSH-2.0-OpenSSH_9.2\r\n") with { CloseAfter = 21 });
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal("SI409", error.SqlState);
        Assert.StartsWith($"Model 'shop.public.f' was not asked: what answers at {Host.Address} does not speak HTTP: ", error.MessageText, StringComparison.Ordinal);
        await StillWorks();
    }

    [PostgresFact]
    public async Task Too_much_of_an_answer_is_not_read()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Prediction("FP64", "[1]", new byte[10_000_000]));
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI409", $"Model 'shop.public.f' was not asked: the service at {Host.Address} answered with more than the 65545 bytes that an answer may have."),
            (error.SqlState, error.MessageText));
        await StillWorks();
    }

    [PostgresFact]
    public async Task A_service_that_is_not_there_is_an_error()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("SET sqlinference.service = 'http://127.0.0.1:1'");
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI610", "Model 'shop.public.f' was not asked: there is no service at http://127.0.0.1:1: Connection refused.",
            "Start the service, or set sqlinference.service to its address."), (error.SqlState, error.MessageText, error.Hint));
        await Connection.RunAsync("SET sqlinference.service = 'unix:/nowhere/at/all'");
        Assert.Equal("Model 'shop.public.f' was not asked: there is no service at unix:/nowhere/at/all: No such file or directory.", (await Connection.FailAsync("SELECT f(1)")).MessageText);
        await Connection.RunAsync("SET sqlinference.service = 'gopher://x'");
        Assert.Equal("SI610", (await Connection.FailAsync("SELECT f(1)")).SqlState);
        await Connection.RunAsync("RESET sqlinference.service");
        await StillWorks();
    }

    [PostgresFact]
    public async Task Silence_ends_with_the_request_timeout()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("SET sqlinference.request_timeout = 200");
        Host.Reset(_ => FakeReply.Silence);
        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal("SI402", error.SqlState);
        Assert.Matches($"^Model 'shop.public.f' was not asked: the service at {Host.Address} did not answer within [0-9]+ ms.$", error.MessageText);
        Assert.Equal("200", Assert.Single(Host.Requests).Headers["X-Request-Timeout-Ms"]);
        await Connection.RunAsync("RESET sqlinference.request_timeout");
        await StillWorks();
    }

    [PostgresFact]
    public async Task A_kept_connection_that_the_host_closed_is_replaced()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        var first = true;
        Host.Reset(request =>
        {
            var reply = FakeHost.Echo(request);
            if (!first)
                return reply;
            first = false;
            return reply with { CloseAfter = reply.Bytes.Length };
        });
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        Assert.Equal("2", await Connection.AskAsync("SELECT f(2)"));
        Assert.Equal(2, Host.Connections);
    }

    [PostgresFact]
    public async Task One_connection_serves_all_queries()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        for (var i = 0; i < 20; i++)
            Assert.Equal(i.ToString(System.Globalization.CultureInfo.InvariantCulture), await Connection.AskAsync($"SELECT f({i})"));
        Assert.Equal(1, Host.Connections);
    }

    [PostgresFact]
    public async Task Three_hundred_errors_leave_nothing_behind()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        await Connection.RunAsync("SET statement_timeout = 0");
        var answers = new[] { FakeReply.Error(500, "SI999", "No."), FakeReply.Raw("nonsense\r\n\r\n") with { CloseAfter = 12 }, Wrong("garbage"), Wrong("bytes behind"), FakeReply.Prediction<double>("FP64", 1) with { CloseAfter = 60 } };
        var count = 0;
        Host.Reset(_ => answers[Interlocked.Increment(ref count) % answers.Length]);
        await Errors(100);
        var (files, memory) = await Held();
        await Errors(200);
        var (filesAfter, memoryAfter) = await Held();
        Assert.InRange(filesAfter, 1, files + 2);
        Assert.InRange(memoryAfter, 1, memory + 64 * 1024);
        await StillWorks();

        async Task Errors(int times)
        {
            for (var i = 0; i < times; i++)
                await Connection.FailAsync(i % 2 == 0 ? "SELECT f(1)" : "DO $$ BEGIN PERFORM f(1); EXCEPTION WHEN division_by_zero THEN NULL; END $$");
        }
    }

    /// <summary>Files that the backend has open, and bytes in its memory contexts.</summary>
    async Task<(int Files, long Memory)> Held()
    {
        var process = await Connection.AskAsync("SELECT pg_backend_pid()");
        var memory = long.Parse((await Connection.AskAsync("SELECT sum(total_bytes) FROM pg_backend_memory_contexts"))!, System.Globalization.CultureInfo.InvariantCulture);
        return (Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, memory);
    }

    /// <summary>The session can go on as if nothing had happened.</summary>
    async Task StillWorks()
    {
        Host.Reset();
        Assert.Equal("41", await Connection.AskAsync("SELECT f(41)"));
    }
}

public sealed class TcpTroubleTests(PostgresFixture postgres) : TroubleTests(postgres, isLocal: false);

/// <summary>By a unix socket, where predictions do without libcurl.</summary>
public sealed class LocalTroubleTests(PostgresFixture postgres) : TroubleTests(postgres, isLocal: true)
{
    [PostgresFact]
    public async Task An_error_is_not_asked_for_twice()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Error(500, "SI301", "The endpoint is not there."));
        Assert.Equal("SI301", (await Connection.FailAsync("SELECT f(1)")).SqlState);
        Assert.Single(Host.Requests);
    }

    /// <summary>Such answers are HTTP, too; a proxy may give them. libcurl reads them.</summary>
    [PostgresTheory]
    [InlineData("in pieces")]
    [InlineData("after an interim one")]
    [InlineData("of an older version")]
    public async Task Answers_of_other_kinds_are_read(string kind)
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(request =>
        {
            var reply = FakeHost.Echo(request);
            return kind switch
            {
                "in pieces" => InPieces(reply),
                "after an interim one" => reply with { Bytes = [.. "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"u8, .. reply.Bytes] },
                _ => reply with { Bytes = [.. "HTTP/1.0"u8, .. reply.Bytes.AsSpan(8)], CloseAfter = reply.Bytes.Length },
            };
        });
        Assert.Equal("7", await Connection.AskAsync("SELECT f(7)"));
    }

    /// <summary>More than a socket holds, to a host that reads it slowly, and more than a socket holds as the answer.</summary>
    [PostgresFact]
    public async Task Long_texts_go_both_ways()
    {
        const int Length = 3_000_000;
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(request => FakeReply.Texts([.. Enumerable.Range(0, request.Rows).Select(_ => new byte[Length].Select(_ => (byte)'x').ToArray())]));
        Assert.Equal($"{2 * Length}", await Connection.AskAsync($"SELECT sum(length(f(repeat('y', {Length}) || i))) FROM generate_series(1, 2) AS i"));
        Assert.All(Host.Requests, request => Assert.InRange(request.Body.Length, Length, int.MaxValue));
    }

    [PostgresFact]
    public async Task Bytes_behind_an_answer_end_the_connection()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(request => FakeHost.Echo(request) is var reply ? reply with { Bytes = [.. reply.Bytes, .. "HTTP/1.1 200 OK"u8] } : reply);
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        Host.Reset();
        Assert.Equal("2", await Connection.AskAsync("SELECT f(2)"));
        Assert.Equal(2, Host.Connections);
    }

    /// <summary>What is left of the first request would be the beginning of the next.</summary>
    [PostgresFact]
    public async Task An_answer_before_all_was_asked_ends_the_connection()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(_ => FakeReply.Error(404, "SI101", "There is no such model."));
        Host.IsHasty = true;
        Assert.Equal("SI101", (await Connection.FailAsync("SELECT f(repeat('y', 3000000))")).SqlState);
        Host.IsHasty = false;
        Host.Reset(_ => FakeReply.Texts("z"u8.ToArray()));
        Assert.Equal("z", await Connection.AskAsync("SELECT f('x')"));
        Assert.Equal(2, Host.Connections);
    }

    /// <summary>Nobody has asked for what comes behind an answer.</summary>
    [PostgresFact]
    public async Task Bytes_after_an_answer_are_not_the_next_one()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(request => FakeHost.Echo(request) is var reply ? reply with { Bytes = [.. reply.Bytes, .. FakeReply.Prediction<double>("FP64", 99).Bytes], PauseAfter = reply.Bytes.Length } : reply);
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        await Task.Delay(300);
        Host.Reset();
        Assert.Equal("2", await Connection.AskAsync("SELECT f(2)"));
    }

    [PostgresFact]
    public async Task Another_address_is_another_connection()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        using var other = new FakeHost(isLocal: true) { Answer = _ => FakeReply.Prediction<double>("FP64", 5) };
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
        await Connection.RunAsync($"SET sqlinference.service = '{other.Address}'");
        Assert.Equal("5", await Connection.AskAsync("SELECT f(1)"));
        await Connection.RunAsync("RESET sqlinference.service");
        Assert.Equal("1", await Connection.AskAsync("SELECT f(1)"));
    }

    static FakeReply InPieces(FakeReply reply)
    {
        var text = System.Text.Encoding.Latin1.GetString(reply.Bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2;
        var head = string.Concat(text[..end].Split("\r\n").Where(line => line.Length > 0 && !line.StartsWith("Content-Length", StringComparison.Ordinal)).Select(line => line + "\r\n"));
        var body = text[(end + 2)..];
        return reply with { Bytes = System.Text.Encoding.Latin1.GetBytes($"{head}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n") };
    }
}
