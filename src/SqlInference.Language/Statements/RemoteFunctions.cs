namespace SqlInference.Language;

public enum RemoteKind
{
    SageMaker,
    Lambda,
}

public enum Volatility
{
    Volatile,
    Stable,
}

/// <summary>An endpoint or a Lambda function that answers for a function.</summary>
public sealed record RemoteTarget(RemoteKind Kind, string Name);

/// <summary>Redshift's function without a model object.</summary>
public sealed record ExternalFunction(FunctionSignature Function, RemoteTarget Target) : ModelStatement
{
    public bool OrReplace { get; init; }

    public Volatility? Volatility { get; init; }

    public IamRole? IamRole { get; init; }

    public Settings Settings { get; init; } = Settings.Empty;
}

/// <summary>Athena's functions that exist for one query.</summary>
/// <param name="Query">The query's exact text, without the semicolon.</param>
public sealed record UsingFunction(EquatableList<UsingDeclaration> Functions, string Query) : ModelStatement;

public sealed record UsingDeclaration(FunctionSignature Function, RemoteTarget Target);
