using System.ComponentModel;

namespace SqlInference.Server.Registry.Statements;

[Description("Rows that the service needs from the caller's session.")]
sealed record TrainingTask
{
    [Description("The query for the session to run, under its own privileges.")]
    public required string Query { get; init; }

    [Description("The path to which the rows are sent by PUT or POST.")]
    public required string Upload { get; init; }
}
