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

    /// <summary>What ALTER MODEL … SET laid over the definition's settings; a replacement begins without.</summary>
    public IReadOnlyList<Setting> AlteredSettings { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public ModelKind Kind => Definition.Kind;

    /// <summary>The value of a setting, or null; names are compared without regard to case.</summary>
    public string? Setting(string name) => Settings.LastOrDefault(
        setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>The model as it will stand once this version serves it and these changes are laid over its settings.</summary>
    public ModelRecord ServedBy(VersionRecord version, IReadOnlyList<Setting> changes)
    {
        // As activating and switching do: only a version that served before comes under the altered settings.
        var altered = SettingList.Overlay(version.State == VersionState.Pending ? [] : AlteredSettings, changes);
        return this with
        {
            State = ModelState.Ready,
            CurrentVersion = version.Number,
            ShownVersion = version.Number,
            Definition = version.Definition,
            AlteredSettings = altered,
            Settings = SettingList.Overlay(version.Definition.Settings, altered),
        };
    }

    /// <summary>The model under other settings than its own.</summary>
    public ModelRecord WithSettings(IReadOnlyList<Setting> above) => this with { Settings = SettingList.Overlay(Settings, above) };
}
