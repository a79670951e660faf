using System.ComponentModel;

namespace SqlInference.Server.Registry.Statements;

[Description("Says that the session could not do its part.")]
sealed record FailRequest
{
    [Description("What went wrong, without values of rows: it is kept with the model, for everybody to read who may see it.")]
    public required string Reason { get; init; }
}
