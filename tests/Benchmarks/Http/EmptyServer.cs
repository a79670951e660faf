using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Benchmarks.Http;

/// <summary>The limit: the same web server, which reads a request and answers as many bytes without looking at it.</summary>
sealed class EmptyServer : IAsyncDisposable
{
    static readonly byte[] Answer = new byte[160];

    readonly WebApplication _application;

    EmptyServer(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First(url => url.Contains("127.0.0.1", StringComparison.Ordinal)));

    public static async Task<EmptyServer> StartAsync(string socket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.ListenUnixSocket(socket);
        });
        var application = builder.Build();
        application.Run(RespondAsync);
        await application.StartAsync();
        return new(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    static async Task RespondAsync(HttpContext http)
    {
        ReadResult read;
        do
        {
            read = await http.Request.BodyReader.ReadAsync();
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);
        http.Response.ContentLength = Answer.Length;
        await http.Response.BodyWriter.WriteAsync(Answer);
    }
}
