namespace SqlInference.PostgresWire.Messages;

public enum Severity
{
    Notice,
    Warning,
    Error,

    /// <summary>The session ends with it.</summary>
    Fatal,
}
