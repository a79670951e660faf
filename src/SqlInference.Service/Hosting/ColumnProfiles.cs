using System.Text.Json;
using System.Text.Json.Serialization;
using SqlInference.Catalog;
using SqlInference.Training.Profiles;

namespace SqlInference.Service.Hosting;

/// <summary>What the columns that a model was trained on looked like, in the manifest of its artifact.</summary>
static class ColumnProfiles
{
    const string Property = "columns";

    public static void Write(ArtifactWriter artifact, IReadOnlyList<ColumnProfile> columns) =>
        artifact.Properties[Property] = JsonSerializer.SerializeToNode([.. columns.Select(Kept)], ColumnProfilesJson.Default.ColumnProfileArray);

    /// <summary>None for models that were not trained from columns, or before this was kept.</summary>
    public static IReadOnlyList<ColumnProfile> Read(ArtifactManifest manifest) =>
        manifest.Properties[Property]?.Deserialize(ColumnProfilesJson.Default.ColumnProfileArray) ?? [];

    /// <summary>Texts that do not repeat say nothing of rows to come, and may be nobody else's business.</summary>
    static ColumnProfile Kept(ColumnProfile column) => column.Role == ColumnRole.Category ? column : column with { Frequent = null };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ColumnProfile[]))]
sealed partial class ColumnProfilesJson : JsonSerializerContext;
