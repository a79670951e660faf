namespace SqlInference.Language;

/// <summary>Where a model comes from.</summary>
public abstract record ModelSource;

/// <summary>A model in a file: a path, a folder, a URL, <c>s3://…</c> or a <c>.tar.gz</c>.</summary>
public sealed record FileSource(string Path, FunctionSignature Function) : ModelSource;

/// <summary>A model behind an endpoint.</summary>
/// <param name="TargetModel">One of several models behind the endpoint; null where it has one.</param>
public sealed record RemoteSource(string Endpoint, string? TargetModel, FunctionSignature Function) : ModelSource;

/// <summary>A model that is trained from rows.</summary>
public sealed record TrainSource(TrainingData Data) : ModelSource
{
    /// <summary>Null for models that learn without one.</summary>
    public Identifier? Target { get; init; }

    /// <summary>Null for <see cref="ModelType.Forecast"/> only.</summary>
    public TrainedFunction? Function { get; init; }

    /// <summary>Null where not written, which means ON unless the model type is trained as stated.</summary>
    public bool? Auto { get; init; }

    public ModelType? ModelType { get; init; }

    public ProblemType? ProblemType { get; init; }

    public string? Objective { get; init; }

    public string? Preprocessors { get; init; }

    /// <summary>The exceptions from the defaults, empty for plain <c>DEFAULT</c>; null where the clause is missing.</summary>
    public EquatableList<Hyperparameter>? Hyperparameters { get; init; }
}

/// <summary>What a model is trained from.</summary>
public abstract record TrainingData;

public sealed record TableData(QualifiedName Table) : TrainingData;

/// <param name="Text">The query exactly as written between the parentheses, blanks and comments included.</param>
public sealed record QueryData(string Text) : TrainingData;

/// <param name="Name">In lower case, as <c>SHOW MODEL</c> prints it.</param>
public sealed record Hyperparameter(string Name, string Value);
