namespace SqlInference.PostgresWire.Messages;

/// <summary>How a value is written.</summary>
public enum ValueFormat : short
{
    Text = 0,
    Binary = 1,
}
