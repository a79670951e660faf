using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Requests;

/// <summary>Reads a request's body whole, for formats that are parsed in one go.</summary>
static class RequestBody
{
    const int FirstRoom = 4096;
    const int MostRoomUnseen = 1 << 20;

    /// <param name="limit">More is refused before it is read.</param>
    /// <param name="hint">What to do about a larger one.</param>
    /// <returns>The body, which the caller disposes of.</returns>
    public static async ValueTask<PooledBytes> ReadAsync(HttpContext http, long limit, string hint)
    {
        var announced = http.Request.ContentLength;
        if (announced > limit)
            throw TooLarge(limit, hint);
        // Room for what is announced, but not for more than a client has to send to be believed.
        var body = new PooledBytes((int)Math.Min(announced ?? FirstRoom, MostRoomUnseen));
        try
        {
            await ReadAsync(http, body, limit, hint).ConfigureAwait(false);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    static async ValueTask ReadAsync(HttpContext http, PooledBytes body, long limit, string hint)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted).ConfigureAwait(false);
            if (body.Length + read.Buffer.Length > limit)
                throw TooLarge(limit, hint);
            foreach (var segment in read.Buffer)
                body.Write(segment.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    static SqlInferenceException TooLarge(long limit, string hint) => new(ErrorConditions.RequestTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request's body is larger than the {limit} bytes that are taken here."),
        hint);
}
