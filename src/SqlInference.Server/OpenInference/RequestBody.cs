using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>
/// A request's body in one piece of native memory: JSON, and behind it whatever tensors are binary. It is laid so that the
/// first of them is aligned.
/// </summary>
sealed class RequestBody : IDisposable
{
    public const string HeaderLengthHeader = "Inference-Header-Content-Length";

    const int Alignment = 64;

    readonly NativeBuffer _memory = new();
    int _start;

    public int Length { get; private set; }

    /// <summary>How many bytes are JSON.</summary>
    public int HeaderLength { get; private set; }

    public bool HasBinary { get; private set; }

    public unsafe byte* Pointer => _memory.Pointer + _start;

    public unsafe ReadOnlySpan<byte> Bytes => new(Pointer, Length);

    public unsafe ReadOnlySpan<byte> Header => new(Pointer, HeaderLength);

    public async ValueTask ReadAsync(HttpRequest request)
    {
        var headerLength = HeaderLengthOf(request);
        _start = headerLength is { } length ? (Alignment - length % Alignment) % Alignment : 0;
        Length = 0;
        var reader = request.BodyReader;
        while (true)
        {
            // Too large a Content-Length is refused here, before there is memory for it.
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted).ConfigureAwait(false);
            Append(read.Buffer, request.ContentLength);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        Divide(headerLength);
    }

    public void Dispose() => _memory.Dispose();

    unsafe void Append(in ReadOnlySequence<byte> bytes, long? contentLength)
    {
        var needed = Length + bytes.Length;
        if (Math.Max(needed, contentLength ?? 0) > int.MaxValue - Alignment)
            throw new SqlInferenceException(ErrorConditions.RequestTooLarge, "The request's body is larger than 2 GB.", "Send fewer rows at once.");
        _memory.Reserve((nuint)(Math.Max(needed, contentLength ?? 0) + _start), (nuint)(Length == 0 ? 0 : Length + _start));
        foreach (var segment in bytes)
        {
            segment.Span.CopyTo(new(Pointer + Length, segment.Length));
            Length += segment.Length;
        }
    }

    void Divide(int? headerLength)
    {
        if (Length == 0)
            throw Malformed.Request("The request has no body.");
        if (headerLength > Length)
        {
            throw Malformed.Request(string.Create(CultureInfo.InvariantCulture,
                $"The header {HeaderLengthHeader} is {headerLength}, but the body has {Length} bytes."), "It counts bytes, not characters.");
        }

        HasBinary = headerLength is not null;
        HeaderLength = headerLength ?? Length;
    }

    static int? HeaderLengthOf(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"The request's Content-Encoding is '{encoding}', which is not read here.", "Send the body as it is.");
        if (!request.Headers.TryGetValue(HeaderLengthHeader, out var value))
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0)
            return length;
        throw Malformed.Request($"The header {HeaderLengthHeader} is '{value}'; it has to be the number of bytes of JSON in front of the binary data.");
    }
}
