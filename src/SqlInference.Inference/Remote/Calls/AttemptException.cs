namespace SqlInference.Inference.Remote.Calls;

/// <summary>One attempt has failed. Never leaves the call: what callers see is <see cref="Shown"/>.</summary>
sealed class AttemptException(FailureKind kind, Errors.SqlInferenceException shown, TimeSpan? retryAfter = null) : Exception(shown.Message)
{
    public FailureKind Kind => kind;

    public Errors.SqlInferenceException Shown => shown;

    /// <summary>The pause that the endpoint asked for.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Counts towards leaving the endpoint alone.</summary>
    public bool IsEndpointFault => kind is not (FailureKind.Busy or FailureKind.Refused);

    /// <summary>The model may have run, which costs but does no harm: predictions change nothing.</summary>
    public bool MayHaveRun => kind is FailureKind.Late or FailureKind.Lost;

    public bool IsSafeToRepeat => kind is FailureKind.NotConnected or FailureKind.Busy or FailureKind.Unavailable;
}
