using System.Text.Json.Serialization;
using SqlInference.Server.Registry.Resources;
using SqlInference.Server.Registry.Statements;
using SqlInference.Server.Registry.Training;

namespace SqlInference.Server.Registry;

/// <summary>What the registry reads and writes as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StatementRequest))]
[JsonSerializable(typeof(FailRequest))]
[JsonSerializable(typeof(StatementAnswer))]
[JsonSerializable(typeof(ColumnStreamHeader))]
[JsonSerializable(typeof(DatabaseList))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(VersionList))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(GrantList))]
[JsonSerializable(typeof(StatisticsList))]
[JsonSerializable(typeof(StatisticsDocument))]
[JsonSerializable(typeof(ServiceDocument))]
[JsonSerializable(typeof(ExplanationDocument))]
[JsonSerializable(typeof(ForecastList))]
sealed partial class RegistryJson : JsonSerializerContext;
