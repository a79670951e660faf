namespace SqlInference.Language;

/// <summary>A parameter; Redshift leaves out the name.</summary>
public sealed record FunctionParameter(Identifier? Name, SqlType Type)
{
    public override string ToString() => Name is null ? Type.ToString() : $"{Name} {Type}";
}

/// <summary>A prediction function whose types the statement declares.</summary>
public sealed record FunctionSignature(QualifiedName Name, EquatableList<FunctionParameter> Parameters, SqlType Returns);

/// <summary>A prediction function of a trained model; where types are left out, training data decides.</summary>
public sealed record TrainedFunction(QualifiedName Name)
{
    public EquatableList<FunctionParameter>? Parameters { get; init; }

    public SqlType? Returns { get; init; }
}
