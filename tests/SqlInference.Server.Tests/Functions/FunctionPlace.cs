using System.Text;

namespace SqlInference.Server.Tests.Functions;

/// <summary>One server with a function for each kind of value, shared by the tests of a class.</summary>
public sealed class FunctionPlace : IAsyncLifetime
{
    internal ServerPlace Place { get; } = new();

    public HttpClient Client => Place.Client;

    public async Task InitializeAsync()
    {
        Place.Sql($"""
            CREATE TABLE taxi AS SELECT TIMESTAMP '2013-12-01 00:00:00' + i * INTERVAL 5 MINUTE AS moment, (50 + 30 * sin(i / 20.0))::int AS rides FROM range(2000) AS numbers (i);
            CREATE MODEL forest FROM (SELECT moment, rides FROM taxi ORDER BY moment) FUNCTION forest MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
            CREATE MODEL linear FROM '{ServerPlace.Onnx("linear")}' FUNCTION linear(a real, b real, c real) RETURNS real;
            CREATE MODEL dotted FROM '{ServerPlace.Onnx("linear")}' FUNCTION "my.linear"(a real, b real, c real) RETURNS real;
            CREATE MODEL price FROM '{ServerPlace.Onnx("linear")}' FUNCTION price(a decimal(10, 2), b decimal(10, 2), c decimal(10, 2)) RETURNS decimal(10, 2);
            CREATE MODEL wide FROM '{ServerPlace.Onnx("linear")}' FUNCTION wide(x real[]) RETURNS real;
            CREATE MODEL stars FROM '{ServerPlace.Onnx("classifier-int")}' FUNCTION stars(a real, b real) RETURNS int;
            CREATE MODEL language FROM '{ServerPlace.Onnx("text-label")}' FUNCTION language(word varchar) RETURNS varchar;
            CREATE MODEL both FROM '{ServerPlace.Onnx("bool")}' FUNCTION both(a boolean, b boolean) RETURNS boolean;
            CREATE MODEL lookup FROM '{ServerPlace.Onnx("lookup")}' FUNCTION lookup(place bigint) RETURNS real;
            CREATE MODEL over_text FROM '{ServerPlace.Onnx("text-label")}' FUNCTION over(word varchar) RETURNS varchar;
            CREATE MODEL over_numbers FROM '{ServerPlace.Onnx("classifier-int")}' FUNCTION over(a real, b real) RETURNS varchar;
            CREATE MODEL taught FROM (SELECT i * 37 % 101 AS x, i % 7 AS y, (i * 37 % 101) * 2 + i % 7 AS z FROM range(202) AS numbers (i)) TARGET z FUNCTION taught AUTO OFF MODEL_TYPE LINEAR_LEARNER;
            """);
        await Place.StartAsync();
    }

    public async Task DisposeAsync() => await Place.DisposeAsync();

    public async Task<string> CallAsync(string function, string body)
    {
        using var answer = await Client.PostAsync($"/functions/{function}", new StringContent(body, Encoding.UTF8, "application/json"));
        return await answer.Content.ReadAsStringAsync();
    }
}
