namespace SqlInference.PostgresWire.Framing;

/// <summary>What the peer sent cannot be taken. After a fatal one its bytes have no meaning any more: the connection ends.</summary>
public sealed class WireException : Exception
{
    public WireException(string sqlState, string message, bool isFatal = false, string? hint = null)
        : base(message)
    {
        SqlState = sqlState;
        IsFatal = isFatal;
        Hint = hint;
    }

    public string SqlState { get; }

    public bool IsFatal { get; }

    public string? Hint { get; }

    /// <summary>The message breaks the protocol.</summary>
    public static WireException Violation(string message) => new(SqlStates.ProtocolViolation, message, isFatal: true);
}
