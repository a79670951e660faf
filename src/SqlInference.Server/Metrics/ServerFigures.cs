using SqlInference.Service.Hosting;

namespace SqlInference.Server.Metrics;

/// <summary>Everything that is counted, at one moment.</summary>
sealed record ServerFigures(
    ProcessFigures Process,
    IReadOnlyList<ProtocolFigures> Protocols,
    IReadOnlyList<ModelFigures> Models,
    ModelHostSnapshot Host);
