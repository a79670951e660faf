namespace SqlInference.Inference.Remote.Calls;

/// <summary>Why an attempt failed, as far as it decides what to do next.</summary>
enum FailureKind
{
    /// <summary>No connection; nothing was sent.</summary>
    NotConnected,

    /// <summary>The endpoint has too much to do and said so (429, throttling).</summary>
    Busy,

    /// <summary>502, 503 or 504.</summary>
    Unavailable,

    /// <summary>No answer in time; the model may have run.</summary>
    Late,

    /// <summary>The connection ended before the answer did; the model may have run.</summary>
    Lost,

    /// <summary>The endpoint failed by its own fault (500 and the like).</summary>
    Broken,

    /// <summary>The endpoint works and said no.</summary>
    Refused,
}
