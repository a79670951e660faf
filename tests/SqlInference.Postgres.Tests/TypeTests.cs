using System.Text;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>How values of SQL types travel, there and back.</summary>
public sealed class TypeTests(PostgresFixture postgres) : FakeHostTests(postgres)
{
    [PostgresTheory]
    [InlineData("bool", "true", "BOOL[1]", "01")]
    [InlineData("int2", "-2", "INT16[1]", "FEFF")]
    [InlineData("int4", "258", "INT32[1]", "02010000")]
    [InlineData("int8", "-1", "INT64[1]", "FFFFFFFFFFFFFFFF")]
    [InlineData("float4", "1.5", "FP32[1]", "0000C03F")]
    [InlineData("float8", "1.5", "FP64[1]", "000000000000F83F")]
    [InlineData("numeric", "1.5", "FP64[1]", "000000000000F83F")]
    [InlineData("numeric(20,2)", "-0.50", "FP64[1]", "000000000000E0BF")]
    [InlineData("numeric", "9007199254740992", "FP64[1]", "0000000000004043")]
    [InlineData("text", "'Grüße'", "BYTES[1]", "070000004772C3BCC39F65")]
    [InlineData("varchar(9)", "''", "BYTES[1]", "00000000")]
    [InlineData("char(4)", "'ab'", "BYTES[1]", "020000006162")]
    [InlineData("date", "'1970-01-02'", "INT64[1]", "0060D71D14000000")]
    [InlineData("date", "'1969-12-31'", "INT64[1]", "00A028E2EBFFFFFF")]
    [InlineData("timestamp", "'1970-01-01 00:00:00.000001'", "INT64[1]", "0100000000000000")]
    [InlineData("timestamptz", "'1970-01-01 01:00:00+01'", "INT64[1]", "0000000000000000")]
    [InlineData("float4[]", "'{1,2}'", "FP32[1,2]", "0000803F00000040")]
    [InlineData("float8[]", "'{1}'", "FP64[1,1]", "000000000000F03F")]
    public async Task Values_are_sent_as_the_protocol_has_them(string type, string value, string tensor, string bytes)
    {
        await Connection.DefineAsync("f", type, "float8");
        Host.Reset(_ => FakeReply.Prediction<double>("FP64", 0.5));
        Assert.Equal("0.5", await Connection.AskAsync($"SELECT f({value}::{type})"));
        var request = Assert.Single(Host.Requests);
        Assert.Equal("POST /v2/models/shop.public.f/versions/1/infer", $"{request.Method} {request.Path}");
        Assert.Equal(tensor, request.Describe("a1"));
        Assert.Equal(bytes, Convert.ToHexString(request.Values<byte>("a1")));
        Assert.False(request.Has("a1.valid"));
    }

    [PostgresTheory]
    [InlineData("bool", "BOOL", "01", "t")]
    [InlineData("int2", "INT16", "FEFF", "-2")]
    [InlineData("int4", "INT32", "02010000", "258")]
    [InlineData("int4", "FP64", "0000000000000440", "3")]
    [InlineData("int4", "FP64", "00000000000004C0", "-3")]
    [InlineData("int8", "INT64", "FFFFFFFFFFFFFFFF", "-1")]
    [InlineData("int8", "UINT32", "FFFFFFFF", "4294967295")]
    [InlineData("float4", "FP32", "0000C03F", "1.5")]
    [InlineData("float8", "FP64", "000000000000F83F", "1.5")]
    [InlineData("float8", "FP64", "000000000000F87F", "NaN")]
    [InlineData("float8", "INT32", "02010000", "258")]
    [InlineData("numeric(4,1)", "FP64", "000000000000F83F", "1.5")]
    [InlineData("text", "BYTES", "070000004772C3BCC39F65", "Grüße")]
    [InlineData("varchar(3)", "BYTES", "0400000061626364", "abcd")]
    [InlineData("date", "INT64", "0060D71D14000000", "1970-01-02")]
    [InlineData("date", "INT64", "FFFFFFFFFFFFFFFF", "1969-12-31")]
    [InlineData("timestamp", "INT64", "0100000000000000", "1970-01-01 00:00:00.000001")]
    public async Task Answers_come_in_the_type_of_the_function(string returns, string datatype, string bytes, string expected)
    {
        await Connection.DefineAsync("f", "int4", returns);
        Host.Reset(_ => FakeReply.Prediction(datatype, "[1]", Convert.FromHexString(bytes)));
        Assert.Equal(expected, await Connection.AskAsync("SELECT f(1)"));
    }

    [PostgresTheory]
    [InlineData("float4[]", "FP32", "0000803F00000040", "{1,2}")]
    [InlineData("float8[]", "FP32", "0000803F00000040", "{1,2}")]
    public async Task Lists_come_back_as_arrays(string returns, string datatype, string bytes, string expected)
    {
        await Connection.DefineAsync("f", "int4", returns);
        Host.Reset(_ => FakeReply.Prediction(datatype, "[1,2]", Convert.FromHexString(bytes)));
        Assert.Equal(expected, await Connection.AskAsync("SELECT f(1)"));
    }

    [PostgresTheory]
    [InlineData("int2", "INT32", "00000100", "Model 'shop.public.f': the predicted value 65536 does not fit smallint.")]
    [InlineData("int4", "FP64", "000000000000F87F", "Model 'shop.public.f': the predicted value NaN does not fit integer.")]
    [InlineData("int8", "FP64", "000000000000E043", "Model 'shop.public.f': the predicted value 9.223372036854776e+18 does not fit bigint.")]
    [InlineData("int8", "UINT64", "FFFFFFFFFFFFFFFF", "Model 'shop.public.f': the predicted value 18446744073709551615 does not fit bigint.")]
    [InlineData("bool", "INT32", "02000000", "Model 'shop.public.f': the predicted value 2 does not fit boolean.")]
    [InlineData("float4", "FP64", "FFFFFFFFFFFFEF7F", "Model 'shop.public.f': the predicted value 1.7976931348623157e+308 does not fit real.")]
    [InlineData("date", "INT64", "FFFFFFFFFFFFFF7F", null)]
    [InlineData("timestamp", "INT64", "0000000000000080", "Model 'shop.public.f': the predicted value -9223372036854775808 does not fit timestamp without time zone.")]
    public async Task Values_that_do_not_fit_are_errors(string returns, string datatype, string bytes, string? message)
    {
        await Connection.DefineAsync("f", "int4", returns);
        Host.Reset(_ => FakeReply.Prediction(datatype, "[1]", Convert.FromHexString(bytes)));
        if (message is null)
        {
            Assert.Equal("294247-01-10", await Connection.AskAsync("SELECT f(1)"));
            return;
        }

        var error = await Connection.FailAsync("SELECT f(1)");
        Assert.Equal(("SI401", message, "Create the model with a RETURNS type that holds all its answers."), (error.SqlState, error.MessageText, error.Hint));
    }

    [PostgresTheory]
    [InlineData("numeric", "1234567890.123456", "a number with more digits than a double keeps (15, or 2^53 for integers)")]
    [InlineData("numeric", "9007199254740993", "a number with more digits than a double keeps (15, or 2^53 for integers)")]
    [InlineData("numeric", "'1e400'", "a number with more digits than a double keeps (15, or 2^53 for integers)")]
    [InlineData("date", "'infinity'", "an infinite date")]
    [InlineData("date", "'5874897-12-31'", "a date beyond the range of microseconds in 64 bits")]
    [InlineData("timestamp", "'-infinity'", "an infinite date")]
    [InlineData("timestamptz", "'294276-12-31'", "a date beyond the range of microseconds in 64 bits")]
    [InlineData("float8[]", "'{1,NULL}'", "a list with a NULL element")]
    [InlineData("float8[]", "'{{1},{2}}'", "a list of lists")]
    public async Task Values_that_would_arrive_changed_are_refused(string type, string value, string what)
    {
        await Connection.DefineAsync("f", type, "float8");
        var error = await Connection.FailAsync($"SELECT f({value}::{type})");
        Assert.Equal(("SI408", $"Model 'shop.public.f': the argument 'a1' holds {what}."), (error.SqlState, error.MessageText));
        Assert.Empty(Host.Requests);
    }

    [PostgresFact]
    public async Task Empty_lists_are_refused()
    {
        await Connection.DefineAsync("f", "float8[]", "float8");
        var error = await Connection.FailAsync("SELECT f('{}')");
        Assert.Equal(("SI407", "Model 'shop.public.f': the argument 'a1' holds an empty list."), (error.SqlState, error.MessageText));
    }

    [PostgresFact]
    public async Task Types_that_models_cannot_take_are_refused()
    {
        await Connection.DefineAsync("f", "json", "float8");
        var error = await Connection.FailAsync("SELECT f('{}')");
        Assert.Equal(("SI408", "Model 'shop.public.f': the argument 'a1' has type json, which models cannot take.", "Cast it to a number, a text, a date or a timestamp."),
            (error.SqlState, error.MessageText, error.Hint));
    }

    [PostgresFact]
    public async Task A_domain_travels_as_the_type_beneath()
    {
        await Connection.RunAsync("CREATE DOMAIN grade AS int4 CHECK (value > 0)");
        await Connection.DefineAsync("f", "grade", "float8");
        Assert.Equal("7", await Connection.AskAsync("SELECT f(7)"));
        Assert.Equal("INT32[1]", Assert.Single(Host.Requests).Describe("a1"));
    }

    [PostgresFact]
    public async Task A_NULL_is_answered_by_NULL_and_not_sent()
    {
        await Connection.DefineAsync("f", "int4;text", "float8");
        Assert.Null(await Connection.AskAsync("SELECT f(NULL, 'x')"));
        Assert.Null(await Connection.AskAsync("SELECT f(1, NULL)"));
        Assert.Empty(Host.Requests);
    }

    [PostgresFact]
    public async Task A_NULL_that_the_model_accepts_travels_beside_the_values()
    {
        await Connection.DefineAsync("f", "int4;text;float8[]", "float8", acceptsNull: "t");
        Assert.Equal("0", await Connection.AskAsync("SELECT f(NULL, NULL, NULL)"));
        var request = Assert.Single(Host.Requests);
        Assert.Equal(["INT32[1]", "BYTES[1]", "FP64[1,1]"], new[] { "a1", "a2", "a3" }.Select(request.Describe));
        Assert.Equal([0, 0, 0], new[] { "a1.valid", "a2.valid", "a3.valid" }.Select(name => (int)request.Values<byte>(name).Single()));
        Assert.Equal([""], request.Texts("a2"));
    }

    [PostgresFact]
    public async Task A_NULL_of_the_model_is_NULL()
    {
        await Connection.DefineAsync("f", "int4", "float8");
        Host.Reset(_ => FakeReply.Tensors("""{"outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}},{"name":"prediction.valid","datatype":"BOOL","shape":[1],"parameters":{"binary_data_size":1}}]}""",
            new byte[8], [0]));
        Assert.Null(await Connection.AskAsync("SELECT f(1)"));
    }

    [PostgresFact]
    public async Task Long_texts_travel_whole()
    {
        await Connection.DefineAsync("f", "text", "text");
        Host.Reset(request => FakeReply.Texts([.. request.Texts("a1").Select(System.Text.Encoding.UTF8.GetBytes)]));
        Assert.Equal("3000000|t", Assert.Single(await Connection.RowsAsync("SELECT length(f(t)), f(t) = t FROM (SELECT repeat('äöü', 1000000) AS t) AS x")));
    }
}
