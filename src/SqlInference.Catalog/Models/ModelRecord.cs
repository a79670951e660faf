namespace SqlInference.Catalog;

/// <summary>A model as it stood when it was read.</summary>
public sealed record ModelRecord
{
    public required string Id { get; init; }

    public required ModelName Name { get; init; }

    public required string Owner { get; init; }

    public required ModelState State { get; init; }

    /// <summary>Set when <see cref="State"/> is <see cref="ModelState.Failed"/>.</summary>
    public string? FailureReason { get; init; }

    /// <summary>The version that serves; null until one did.</summary>
    public int? CurrentVersion { get; init; }

    /// <summary>The version that <see cref="Definition"/> comes from: the current one or, without one, the newest.</summary>
    public required int ShownVersion { get; init; }

    public required ModelDefinition Definition { get; init; }

    /// <summary>The definition's settings with those of ALTER MODEL … SET laid over them.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public ModelKind Kind => Definition.Kind;

    /// <summary>The value of a setting, or null; names are compared without regard to case.</summary>
    public string? Setting(string name) => Settings.LastOrDefault(
        setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
