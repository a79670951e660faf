using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>Answers that are not 2xx, by what they mean to the call.</summary>
static class StatusClassifier
{
    /// <summary>Null for 2xx.</summary>
    public static AttemptException? Failure(string endpoint, RemoteReply reply, DateTimeOffset now)
    {
        if (reply.Status is >= 200 and < 300)
            return null;
        if (reply.Status is >= 300 and < 400)
            return new(FailureKind.Refused, Redirect(endpoint, reply));

        var pause = RetryAfter(reply, now);
        var wish = pause > TimeSpan.Zero ? $"; it asks for a pause of {Math.Ceiling(pause.Value.TotalSeconds):0} s" : "";
        var shown = RemoteErrors.Failed(endpoint, Sentence($"answered {Status(reply)}{ErrorText.Of(reply).TrimEnd('.')}{wish}"), Hint(reply));
        return new(Kind(reply), shown, pause);
    }

    static FailureKind Kind(RemoteReply reply) => reply.Status switch
    {
        429 => FailureKind.Busy,
        502 or 503 or 504 => FailureKind.Unavailable,
        >= 500 => FailureKind.Broken,
        _ when ErrorText.AwsType(reply)?.Contains("Throttl", StringComparison.Ordinal) == true => FailureKind.Busy,
        _ => FailureKind.Refused,
    };

    static string Status(RemoteReply reply)
    {
        var name = ErrorText.AwsType(reply) ?? Sanitised.Text(reply.Reason, 40);
        return name.Length == 0 ? $"{reply.Status}" : $"{reply.Status} {name}";
    }

    static string Hint(RemoteReply reply) => reply.Status switch
    {
        401 or 403 => "Check the endpoint's credential, and what it is allowed to call.",
        404 => "Check the endpoint's URL and the model's name.",
        413 => "Lower MAX_BATCH_ROWS, so that requests become smaller.",
        429 => "The endpoint has too much to do: lower MAX_CONCURRENCY, or give it more capacity.",
        _ => "Look at the endpoint's own log, and try again later.",
    };

    static SqlInferenceException Redirect(string endpoint, RemoteReply reply)
    {
        var target = reply.Location is { IsAbsoluteUri: true } location ? $" to {Sanitised.Text(location.Host)}" : "";
        return RemoteErrors.Failed(endpoint, $"redirects{target} ({reply.Status}); redirects are not followed.",
            "Give the endpoint the URL that answers itself.");
    }

    static TimeSpan? RetryAfter(RemoteReply reply, DateTimeOffset now) => reply.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };

    static string Sentence(string text) => text[^1] is '.' or '!' or '?' ? text : text + ".";
}
