using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SqlInference.Errors;

namespace SqlInference.Server.SageMaker;

/// <summary>What a request is written in, and what its answer is to be written in.</summary>
static class MediaTypes
{
    const string Csv = "text/csv";
    const string Json = "application/json";
    const string JsonLines = "application/jsonlines";

    const string Spoken = $"{Csv}, {Json} and {JsonLines} are spoken here.";

    /// <summary>SageMaker's clients need not say what they send; CSV is what the algorithms then take it for.</summary>
    public static RowFormat OfBody(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return RowFormat.Csv;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || FormatOf(type) is not { } format)
            throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"The body's type '{request.ContentType}' is not known.", Spoken);
        if (type.Charset.Length > 0 && !IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset).AsSpan()))
            throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"The body is in {type.Charset}.", "Send UTF-8.");
        return format;
    }

    /// <summary>
    /// The answer that the client likes best; of those it likes equally, the one it names first. Without a wish it is the
    /// algorithms' JSON, one document per line where the rows came so.
    /// </summary>
    public static AnswerStyle OfAnswer(HttpRequest request, RowFormat body)
    {
        var byDefault = body == RowFormat.JsonLines ? RowFormat.JsonLines : RowFormat.Json;
        var header = request.Headers.Accept;
        if (header.Count == 0 || string.IsNullOrWhiteSpace(header.ToString()))
            return new(byDefault, IsVerbose: false);
        if (!MediaTypeHeaderValue.TryParseList(header, out var wanted))
            throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"The header Accept, '{header}', is not a list of media types.", Spoken);

        AnswerStyle? best = null;
        var bestQuality = 0.0;
        foreach (var type in wanted)
        {
            if ((type.Quality ?? 1) > bestQuality && StyleOf(type, byDefault) is { } style && !IsExcluded(wanted, style))
                (best, bestQuality) = (style, type.Quality ?? 1);
        }

        return best ?? throw new SqlInferenceException(ErrorConditions.MediaTypeNotSupported, $"None of '{header}' can be answered.", Spoken);
    }

    public static string NameOf(RowFormat format) => format switch
    {
        RowFormat.Csv => Csv,
        RowFormat.Json => Json,
        _ => JsonLines,
    };

    static AnswerStyle? StyleOf(MediaTypeHeaderValue type, RowFormat byDefault)
    {
        var verbose = NameValueHeaderValue.Find(type.Parameters, "verbose")?.Value.Equals("true", StringComparison.OrdinalIgnoreCase) ?? false;
        if (type.MatchesAllTypes)
            return new(byDefault, verbose);
        if (type.MatchesAllSubTypes)
        {
            return type.Type.Equals("text", StringComparison.OrdinalIgnoreCase) ? new(RowFormat.Csv, verbose)
                : type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) ? new(byDefault, verbose) : null;
        }

        return FormatOf(type) is { } format ? new(format, verbose) : null;
    }

    /// <summary>Whether a type that a range would include is refused by its own name, with q=0.</summary>
    static bool IsExcluded(IList<MediaTypeHeaderValue> wanted, AnswerStyle style)
    {
        foreach (var type in wanted)
        {
            if (type.Quality == 0 && FormatOf(type) == style.Format)
                return true;
        }

        return false;
    }

    static RowFormat? FormatOf(MediaTypeHeaderValue type)
    {
        var name = type.MediaType;
        if (Is(name, Csv))
            return RowFormat.Csv;
        if (Is(name, Json))
            return RowFormat.Json;
        return Is(name, JsonLines) || Is(name, "application/x-jsonlines") || Is(name, "application/jsonl") ? RowFormat.JsonLines : null;
    }

    static bool Is(Microsoft.Extensions.Primitives.StringSegment name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    static bool IsUtf8(ReadOnlySpan<char> charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}
