namespace SqlInference.Sidecar.Errors;

/// <summary>A statement that the sidecar itself refuses; the session goes on.</summary>
/// <param name="position">In the statement's text, counted from 0; negative for nowhere.</param>
sealed class StatementException(string sqlState, string message, string? hint = null, int position = -1, string? detail = null) : Exception(message)
{
    public string SqlState => sqlState;

    public string? Hint => hint;

    public string? Detail => detail;

    public int Position => position;
}
