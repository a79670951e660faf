using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Training.Automatic;

namespace SqlInference.Service.Hosting;

/// <summary>What the columns contribute to a model's predictions, in the manifest of its artifact.</summary>
static class GlobalExplanations
{
    const string Property = "explanation";
    const string Columns = "columns";
    const string Margins = "margins";
    const string Expected = "expected";
    const string Values = "values";

    public static void Write(ArtifactWriter artifact, GlobalExplanation? explanation)
    {
        // Floats: more digits would say nothing.
        if (explanation is not null)
        {
            artifact.Properties[Property] = new JsonObject
            {
                [Columns] = new JsonArray([.. explanation.Columns]),
                [Margins] = new JsonArray([.. explanation.Margins.Select(margin => (JsonNode)new JsonObject
                {
                    [Expected] = (float)margin.Expected,
                    [Values] = new JsonArray([.. margin.Values.Select(value => (JsonNode)(float)value)]),
                })]),
            };
        }
    }

    /// <summary>As Redshift has it, by label; null where there is none.</summary>
    public static JsonObject? Read(ArtifactManifest manifest) => manifest.Properties[Property] is JsonObject explanation
        ? new(explanation[Margins]!.AsArray().Select((margin, label) => KeyValuePair.Create($"label{label}", (JsonNode?)new JsonObject
        {
            ["global_shap_values"] = new JsonObject(explanation[Columns]!.AsArray().Zip(margin![Values]!.AsArray(),
                (column, value) => KeyValuePair.Create((string)column!, value?.DeepClone()))),
            ["expected_value"] = margin[Expected]!.DeepClone(),
        })))
        : null;
}
