using System.Net.Http.Headers;
using System.Text;

namespace SqlInference.Server.Tests.SageMaker;

/// <summary>One server with an endpoint for each kind of model, shared by the tests of a class.</summary>
public sealed class SageMakerPlace : IAsyncLifetime
{
    internal ServerPlace Place { get; } = new();

    public HttpClient Client => Place.Client;

    public async Task InitializeAsync()
    {
        Place.Sql($"""
            CREATE TABLE taxi AS SELECT TIMESTAMP '2013-12-01 00:00:00' + i * INTERVAL 5 MINUTE AS moment, (50 + 30 * sin(i / 20.0))::int AS rides FROM range(2000) AS numbers (i);
            CREATE MODEL forest FROM (SELECT moment, rides FROM taxi ORDER BY moment) FUNCTION forest MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (SEED 1);
            CREATE MODEL linear FROM '{ServerPlace.Onnx("linear")}' FUNCTION linear(a real, b real, c real) RETURNS double precision;
            CREATE MODEL cents FROM '{ServerPlace.Onnx("linear")}' FUNCTION cents(a real, b real, c real) RETURNS decimal(10, 2);
            CREATE MODEL wide FROM '{ServerPlace.Onnx("linear")}' FUNCTION wide(x real[]) RETURNS real;
            CREATE MODEL stars FROM '{ServerPlace.Onnx("classifier-int")}' FUNCTION stars(a real, b real) RETURNS int;
            CREATE MODEL levels FROM '{ServerPlace.Onnx("classifier-zipmap")}' FUNCTION levels(a real, b real) RETURNS varchar;
            CREATE MODEL language FROM '{ServerPlace.Onnx("text-label")}' FUNCTION language(word varchar) RETURNS varchar;
            CREATE MODEL lookup FROM '{ServerPlace.Onnx("lookup")}' FUNCTION lookup(place bigint) RETURNS real;
            CREATE ENDPOINT 'forest' FOR MODEL forest;
            CREATE ENDPOINT 'forest-json' FOR MODEL forest SETTINGS (ANSWER 'json');
            CREATE ENDPOINT 'linear' FOR MODEL linear;
            CREATE ENDPOINT 'linear-header' FOR MODEL linear SETTINGS (CSV_HEADER ON);
            CREATE ENDPOINT 'language-header' FOR MODEL language SETTINGS (CSV_HEADER ON);
            CREATE ENDPOINT 'cents' FOR MODEL cents;
            CREATE ENDPOINT 'wide' FOR MODEL wide;
            CREATE ENDPOINT 'stars' FOR MODEL stars;
            CREATE ENDPOINT 'levels' FOR MODEL levels;
            CREATE ENDPOINT 'language' FOR MODEL language;
            CREATE ENDPOINT 'lookup' FOR MODEL lookup;
            CREATE OR REPLACE MODEL linear FROM '{ServerPlace.Onnx("linear")}' FUNCTION linear(a real, b real, c real) RETURNS double precision;
            """);
        await Place.StartAsync();
    }

    public async Task DisposeAsync() => await Place.DisposeAsync();

    /// <summary>Headers are written as <c>Name: value</c>.</summary>
    public Task<HttpResponseMessage> InvokeAsync(string endpoint, string? contentType, string body, params string[] headers) =>
        InvokeAsync(endpoint, contentType, Encoding.UTF8.GetBytes(body), headers);

    public async Task<HttpResponseMessage> InvokeAsync(string endpoint, string? contentType, byte[] body, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/endpoints/{endpoint}/invocations") { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await Client.SendAsync(request);
    }

    public async Task<string> AnswerAsync(string endpoint, string? contentType, string body, params string[] headers)
    {
        using var answer = await InvokeAsync(endpoint, contentType, body, headers);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : $"{(int)answer.StatusCode} {text}";
    }
}
