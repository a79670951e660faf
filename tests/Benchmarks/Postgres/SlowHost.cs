using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Benchmarks.Postgres;

/// <summary>Speaks the Open Inference Protocol, and takes 5 ms for each request, however many rows it has.</summary>
sealed class SlowHost(WebApplication application) : IAsyncDisposable
{
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);

    public string Address => application.Urls.First();

    public static async Task<SlowHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/{**path}", AnswerAsync);
        await application.StartAsync();
        return new(application);
    }

    static async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        await Task.Delay(Delay);
        var rows = Rows(System.Text.Encoding.UTF8.GetString(body.GetBuffer(), 0, 200));
        var bytes = rows * sizeof(double);
        var head = $$$"""{"model_name":"slow","model_version":"1","outputs":[{"name":"prediction","datatype":"FP64","shape":[{{{rows}}}],"parameters":{"binary_data_size":{{{bytes}}} }}]}""";
        http.Response.Headers["Inference-Header-Content-Length"] = head.Length.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentLength = head.Length + bytes;
        await http.Response.WriteAsync(head);
        await http.Response.Body.WriteAsync(new byte[bytes]);
    }

    static int Rows(string json)
    {
        const string Shape = "\"shape\":[";
        var start = json.IndexOf(Shape, StringComparison.Ordinal) + Shape.Length;
        return int.Parse(json.AsSpan(start, json.AsSpan(start).IndexOfAny(",]")), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
