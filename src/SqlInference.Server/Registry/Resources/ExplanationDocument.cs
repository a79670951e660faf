using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SqlInference.Server.Registry.Resources;

[Description("What the columns contribute to a model's predictions, as Redshift's EXPLAIN_MODEL has it.")]
sealed record ExplanationDocument
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The version of what follows; left out where that is a text.")]
    public string? Version { get; init; }

    [Description("Shapley values of the columns, by method and label; or, as a text, why there are none.")]
    public required JsonNode Explanations { get; init; }
}
