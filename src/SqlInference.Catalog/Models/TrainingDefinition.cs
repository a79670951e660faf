namespace SqlInference.Catalog;

/// <summary>What a trained model is trained from and how. Either <see cref="Query"/> or <see cref="Table"/> is set.</summary>
public sealed record TrainingDefinition
{
    public string? Query { get; init; }

    public string? Table { get; init; }

    public string? TargetColumn { get; init; }

    /// <summary>Whether AUTO is ON.</summary>
    public bool Auto { get; init; } = true;

    public string? ModelType { get; init; }

    public string? ProblemType { get; init; }

    public string? Objective { get; init; }

    public string? Preprocessors { get; init; }

    public IReadOnlyList<Setting> Hyperparameters { get; init; } = [];
}
