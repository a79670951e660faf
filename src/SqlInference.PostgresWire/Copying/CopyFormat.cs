namespace SqlInference.PostgresWire.Copying;

/// <summary>How COPY writes rows.</summary>
public enum CopyFormat
{
    Text,
    Csv,
    Binary,
}
