namespace SqlInference.Catalog;

/// <summary>All that a statement said about a model, kept with the version that it made.</summary>
public sealed record ModelDefinition
{
    /// <summary>The layout of the stored document; a document of a later layout is refused.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required ModelKind Kind { get; init; }

    /// <summary>The statement, printed canonically.</summary>
    public required string Statement { get; init; }

    /// <summary>Null for models without a prediction function (FORECAST).</summary>
    public FunctionSignature? Function { get; init; }

    /// <summary>SETTINGS and the clauses that mean something on AWS only, in the order written.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>What is known of the functions of a version that is not complete yet, in the service's own words; null where nobody knows.</summary>
    public string? Foreseen { get; init; }

    public TrainingDefinition? Training { get; init; }

    /// <summary>The file, folder or URL that a local model was read from.</summary>
    public string? Source { get; init; }

    /// <summary>The format of a local model's file.</summary>
    public string? SourceFormat { get; init; }

    public RemoteTarget? Remote { get; init; }
}
