using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("What the columns contribute to a model's predictions, as Redshift's EXPLAIN_MODEL has it.")]
sealed record ExplanationDocument
{
    [Description("Why there is nothing to say of it.")]
    public required string Explanations { get; init; }
}
