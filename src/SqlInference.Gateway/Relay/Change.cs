namespace SqlInference.Gateway.Relay;

/// <summary>What the server's side does otherwise than pass on, in one cycle.</summary>
abstract class Change(long cycle)
{
    public long Cycle => cycle;
}

/// <summary>A statement is called something else when it is done.</summary>
/// <param name="statement">Its number within the cycle.</param>
sealed class TagChange(long cycle, int statement, string tag) : Change(cycle)
{
    public int Statement => statement;

    public string Tag => tag;
}

/// <summary>A ReadyForQuery that the client has not asked for.</summary>
sealed class HiddenReady(long cycle) : Change(cycle);

/// <summary>A question of the gateway's own: the client sees nothing of it but notices and errors.</summary>
/// <param name="showsFailure">Whether the client is told that all is ready again where the question fails.</param>
sealed class OwnQuestion(long cycle, bool showsFailure) : Change(cycle)
{
    readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool ShowsFailure => showsFailure;

    public bool HasFailed { get; set; }

    /// <summary>The value that came, in Latin 1.</summary>
    public string? Value { get; set; }

    /// <summary>Null where there was an error, which the client has seen.</summary>
    public Task<string?> Answer => _answer.Task;

    public void Complete() => _answer.TrySetResult(HasFailed ? null : Value);

    public void Abandon() => _answer.TrySetResult(null);
}
