using System.Text.Json.Serialization;

namespace SqlInference.Service.SqlServer;

/// <summary>What a column stream says of itself before its rows.</summary>
sealed record ColumnStreamHead(IReadOnlyList<ColumnStreamHead.Column> Columns)
{
    internal sealed record Column(string Name, string Type);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ColumnStreamHead))]
sealed partial class ColumnStreamJson : JsonSerializerContext;
