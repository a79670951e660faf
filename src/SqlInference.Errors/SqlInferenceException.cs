namespace SqlInference.Errors;

/// <summary>
/// A failure that the caller should read: what happened, to which thing, and (in <see cref="Hint"/>) what to do next.
/// </summary>
public class SqlInferenceException : Exception
{
    public SqlInferenceException(ErrorCondition condition, string message, string? hint = null, Exception? inner = null)
        : base(message, inner)
    {
        Condition = condition;
        Hint = hint;
    }

    public ErrorCondition Condition { get; }

    /// <summary>What to do next, as a sentence; null where the message says it all.</summary>
    public string? Hint { get; }
}
