using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("The service itself.")]
sealed record ServiceDocument
{
    [Description("Its version.")]
    public required string Version { get; init; }

    [Description("When this process began to serve.")]
    public required DateTimeOffset StartedAt { get; init; }

    [Description("How long it has been serving, in seconds.")]
    public required double UptimeSeconds { get; init; }

    [Description("Where models run that do not say: auto, cpu, cuda or cuda:N.")]
    public required string Device { get; init; }

    [Description("The devices of the models that are in memory and that the caller may see.")]
    public required IReadOnlyList<string> Devices { get; init; }

    [Description("How many models are in memory; null for callers who are no administrators of all databases.")]
    public required int? ModelsInMemory { get; init; }

    [Description("What the models in memory take; null for callers who are no administrators of all databases.")]
    public required long? ModelMemoryBytes { get; init; }
}
