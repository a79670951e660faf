using System;
using System.Data.SqlTypes;
using System.Globalization;
using System.Linq;
using System.Threading;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>Services that are gone, slow or lying. Afterwards the next call is answered as if nothing had been.</summary>
public sealed class MisbehavingServiceTests
{
    static readonly SqlBytes One = Pack.Row(Pack.Int(1));

    [Fact]
    public void A_service_that_is_not_there_is_said_to_be_so()
    {
        var address = $"http://127.0.0.1:{FakeService.FreePort()}";

        var error = Refusal(new Asker(address, null, 10_000, "ann", ""), Call.Of("float"));

        Assert.StartsWith($"SI610: Model 'shop.dbo.m': there is no service at {address}: ", error);
        Assert.EndsWith("Start the service, or tell sqlinference.set_service its address as this server sees it.", error);
    }

    [Theory]
    [InlineData(null, "SI607: The address of the service is not set.")]
    [InlineData("service:8780", "SI607: The address of the service is 'service:8780'; it has to be http://host:port or https://host:port.")]
    [InlineData("ftp://service", "SI607: The address of the service is 'ftp://service'; it has to be http://host:port or https://host:port.")]
    public void An_address_that_is_none_is_said_to_be_so(string? address, string expected) =>
        Assert.StartsWith(expected, Refusal(new Asker(address, null, 10_000, "ann", ""), Call.Of("float")));

    [Fact]
    public void A_service_that_is_too_slow_is_not_waited_for()
    {
        using var slow = new FakeService(_ => FakeAnswer.Double(1).After(60_000));

        var error = Refusal(Asker.Of(slow, timeoutMs: 200), Call.Of("float"));

        Assert.Matches($@"^SI402: Model 'shop\.dbo\.m': the service at {slow.Address} did not answer within \d+ ms\.\n", error);
        Assert.Equal("200", slow.Requests.First().Headers["X-Request-Timeout-Ms"]);
    }

    [Fact]
    public void A_connection_that_closes_early_is_tried_once_more_and_then_told()
    {
        var calls = 0;
        using var closing = new FakeService(_ => ++calls == 1 ? FakeAnswer.Double(1).Cut(0) : FakeAnswer.Double(4));
        using var hopeless = new FakeService(_ => FakeAnswer.Double(1).Cut(0));

        Assert.Equal(4, ((SqlDouble)Entry.Predict(Asker.Of(closing), Call.Of("float"), One)).Value);
        Assert.StartsWith($"SI610: Model 'shop.dbo.m': the service at {hopeless.Address} closed the connection before it had answered.", Refusal(Asker.Of(hopeless), Call.Of("float")));
    }

    [Fact]
    public void Half_an_answer_is_none()
    {
        var whole = FakeAnswer.Double(1).Bytes.Length;
        using var half = new FakeService(_ => FakeAnswer.Double(1).Cut(whole - 4));

        Assert.StartsWith("SI610: ", Refusal(Asker.Of(half), Call.Of("float")));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("<html>\r\n\r\n")]
    public void What_does_not_speak_HTTP_is_no_service(string greeting)
    {
        using var other = new FakeService(_ => FakeAnswer.Raw(greeting).Cut(greeting.Length));

        Assert.Matches("^SI(409|610): Model 'shop.dbo.m': ", Refusal(Asker.Of(other), Call.Of("float")));
    }

    [Theory]
    [InlineData(401, "SI601")]
    [InlineData(413, "SI603")]
    [InlineData(429, "SI403")]
    [InlineData(500, "SI409")]
    [InlineData(503, "SI610")]
    [InlineData(504, "SI402")]
    [InlineData(302, "SI409")]
    public void A_page_of_a_proxy_is_told_by_its_status(int status, string code)
    {
        using var proxy = new FakeService(_ => FakeAnswer.Http(status, "text/html", "<h1>no</h1>"u8.ToArray(), status == 302 ? "Location: http://127.0.0.1:1/\r\n" : ""));

        Assert.StartsWith($"{code}: Model 'shop.dbo.m': {proxy.Address} answered with status {status}, and not as the service does.\n", Refusal(Asker.Of(proxy), Call.Of("float")));
    }

    [Fact]
    public void An_error_of_the_service_keeps_code_message_and_hint()
    {
        using var service = new FakeService(_ => FakeAnswer.Json("""{"error":"a b","code":"SI103","detail":"Model m is TRAINING (37%).","hint":"Wait \u00fc."}""", 409));

        Assert.Equal("SI103: Model m is TRAINING (37%).\nWait ü.", Refusal(Asker.Of(service), Call.Of("float")));
    }

    [Theory]
    [InlineData("{}", "has no outputs")]
    [InlineData("{\"outputs\":[{\"name\":\"other\",\"datatype\":\"FP64\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}}]}", "holds no tensor 'prediction'")]
    [InlineData("{\"outputs\":[", "is not valid JSON")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\"}]}", "has a tensor without a name, a datatype or a shape")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[1]}]}", "holds no binary data")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[1],\"parameters\":{\"binary_data_size\":800}}]}", "is shorter than it says")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[1],\"parameters\":{\"binary_data_size\":4}}]}", "is longer than it says")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}}]}", "has a tensor whose size is not that of its shape")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[2147483647],\"parameters\":{\"binary_data_size\":8}}]}", "holds 2147483647 values for 1 rows")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[1,3],\"parameters\":{\"binary_data_size\":8}}]}", "has a tensor that is not one value for each row")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP8\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}}]}", "has a tensor of the unknown datatype 'FP8'")]
    [InlineData("{\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"BYTES\",\"shape\":[1],\"parameters\":{\"binary_data_size\":8}}]}", "has a text beyond its end")]
    [InlineData("{\"model_version\":\"2\",\"outputs\":[]}", "is of version 2, where version 1 was asked")]
    public void A_lie_is_caught(string head, string why)
    {
        using var liar = new FakeService(_ => FakeAnswer.Tensors(head, 255, 255, 255, 255, 0, 0, 0, 0));

        Assert.Equal($"SI409: Model 'shop.dbo.m': the service's answer {why}.\nThe service and this assembly should be of one version; a proxy between them may change answers.",
            Refusal(Asker.Of(liar), Call.Of("float")));
    }

    [Fact]
    public void Any_byte_of_an_answer_may_be_wrong()
    {
        var answer = FakeAnswer.Prediction("BYTES", 1, [3, 0, 0, 0, 97, 98, 99]).Bytes;
        var start = System.Text.Encoding.ASCII.GetString(answer).IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var random = new Random(7);
        using var service = new FakeService(_ =>
        {
            var changed = (byte[])answer.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                changed[random.Next(start, changed.Length)] = (byte)random.Next(256);
            return FakeAnswer.Of(changed);
        });

        for (var i = 0; i < 400; i++)
        {
            try
            {
                Entry.Predict(Asker.Of(service), Call.Of("nvarchar(max)"), One);
            }
            catch (Service.InferenceError error)
            {
                Assert.Equal("SI409", error.Code);
            }
        }
    }

    [Fact]
    public void Values_that_do_not_fit_are_errors_and_never_cut()
    {
        Assert.Equal("SI401: Model 'shop.dbo.m': the predicted value 40000.5 does not fit smallint.\nCreate the model with a RETURNS type that holds all its answers.", Misfit("smallint", FakeAnswer.Double(40000.5)));
        Assert.Contains("the predicted value NaN does not fit float.", Misfit("float", FakeAnswer.Double(double.NaN)));
        Assert.Contains("the predicted value 2 does not fit bit.", Misfit("bit", FakeAnswer.Double(2)));
        Assert.Contains("the predicted value 1E+30 does not fit bigint.", Misfit("bigint", FakeAnswer.Double(1e30)));
        Assert.Contains("the predicted value 12345 does not fit decimal(6,2).", Misfit("decimal(6,2)", FakeAnswer.Double(12345)));
        Assert.Contains("the predicted value 18446744073709551615 does not fit bigint.", Misfit("bigint", FakeAnswer.Prediction("UINT64", 1, [.. Enumerable.Repeat((byte)255, 8)])));
        Assert.Contains("the predicted value 9223372036854775807 does not fit datetime2.", Misfit("datetime2", FakeAnswer.Prediction("INT64", 1, BitConverter.GetBytes(long.MaxValue))));
        Assert.Contains("is of datatype FP64, which is no nvarchar(max)", Misfit("nvarchar(max)", FakeAnswer.Double(1)));
        Assert.Contains("has a text that is not valid UTF-8", Misfit("nvarchar(max)", FakeAnswer.Prediction("BYTES", 1, [2, 0, 0, 0, 0xC3, 0x28])));

        static string Misfit(string returns, FakeAnswer answer)
        {
            using var service = new FakeService(_ => answer);
            return Refusal(Asker.Of(service), Call.Of(returns));
        }
    }

    [Theory]
    [InlineData(2.675, 2, "2.68")]
    [InlineData(-2.5, 0, "-3")]
    [InlineData(0.1, 6, "0.1")]
    [InlineData(1e-320, 6, "0")]
    [InlineData(1152921504606846976, 0, "1152921504606846976")]
    [InlineData(1e37, 0, "9999999999999999538762658202121142272")]
    public void Decimals_are_rounded_as_people_see_them(double value, int scale, string expected)
    {
        using var service = new FakeService(_ => FakeAnswer.Double(value));

        var digits = ((SqlString)Entry.Predict(Asker.Of(service), Call.Of($"decimal(38,{scale})"), One)).Value;

        Assert.Equal(expected, digits.Contains(".") ? digits.TrimEnd('0').TrimEnd('.') : digits);
    }

    [Fact]
    public void Moments_are_answered_to_the_microsecond()
    {
        using var service = new FakeService(_ => FakeAnswer.Prediction("INT64", 1, BitConverter.GetBytes(-1L)));

        Assert.Equal(new DateTime(1970, 1, 1).AddTicks(-10), Entry.Predict(Asker.Of(service), Call.Of("datetime2"), One));
    }

    /// <summary>SQLINFERENCE_TEST_CALLS says how many, such as 100000; by default only what takes a few seconds.</summary>
    [Fact]
    public void Many_calls_leave_nothing_behind()
    {
        var calls = int.Parse(Environment.GetEnvironmentVariable("SQLINFERENCE_TEST_CALLS") ?? "5000", CultureInfo.InvariantCulture);
        using var service = new FakeService(_ => FakeAnswer.Double(1)) { Remembers = false };
        var (asker, call) = (Asker.Of(service, timeoutMs: 2000), Call.Of("float"));
        Ask(1000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Ask(calls);

        // Mono keeps each request until its time would have been over, some 250 bytes of it for ever, whoever asks, and up to 7 MB
        // for longer on a busy machine.
        const int KeptByMono = 400, KeptWhileBusy = 8 * 1024 * 1024;
        var limit = before + KeptWhileBusy + ((long)calls * KeptByMono);
        Assert.True(SpinWait.SpinUntil(() => GC.GetTotalMemory(forceFullCollection: true) < limit, TimeSpan.FromSeconds(60)),
            $"{before} bytes have become {GC.GetTotalMemory(forceFullCollection: true)}");
        Assert.InRange(service.Connections, 1, 20);

        void Ask(int count)
        {
            for (var i = 0; i < count; i++)
                Entry.Predict(asker, call, One);
        }
    }

    static string Refusal(Asker asker, Call call) => Assert.Throws<Service.InferenceError>(() => Entry.Predict(asker, call, One)).Message;
}
