namespace SqlInference.Language;

public enum CopyFormat
{
    Csv,
    Parquet,
    Json,
}

/// <summary>Redshift's <c>COPY … FROM</c>.</summary>
public sealed record RedshiftCopy(QualifiedName Table, string Path) : ModelStatement
{
    /// <summary>Null for all columns.</summary>
    public EquatableList<Identifier>? Columns { get; init; }

    public IamRole? IamRole { get; init; }

    public string? Region { get; init; }

    /// <summary>Null for Redshift's default, text delimited by <see cref="Delimiter"/> or <c>|</c>.</summary>
    public CopyFormat? Format { get; init; }

    /// <summary>How many lines at the head of each file hold no data.</summary>
    public int IgnoreHeader { get; init; }

    public char? Delimiter { get; init; }

    public string? NullAs { get; init; }

    public bool Gzip { get; init; }
}
