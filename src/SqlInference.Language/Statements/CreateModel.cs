namespace SqlInference.Language;

public sealed record CreateModel(QualifiedName Name, ModelSource Source) : ModelStatement
{
    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public IamRole? IamRole { get; init; }

    public Settings Settings { get; init; } = Settings.Empty;
}
