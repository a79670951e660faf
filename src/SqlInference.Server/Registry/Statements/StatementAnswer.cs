using System.ComponentModel;

namespace SqlInference.Server.Registry.Statements;

[Description("Where a statement stands, and what the caller's session has to do for it next.")]
sealed record StatementAnswer
{
    [Description("The name of the statement's run in further requests; null where the statement is done.")]
    public required string? Run { get; init; }

    [Description("What the statement says when it is done, as a shell prints it: CREATE MODEL.")]
    public required string Tag { get; init; }

    [Description("awaiting_rows, receiving_rows, training, awaiting_confirmation, confirmed, failed or abandoned.")]
    public required RunState State { get; init; }

    [Description("The rows to be uploaded; null where none are wanted.")]
    public TrainingTask? Training { get; init; }

    [Description("Whether the definitions may be run, and the statement be confirmed: always in awaiting_confirmation, and while a model is trained in the background.")]
    public bool Confirmable { get; init; }

    [Description("Definitions of functions for the session to run, in this order and in one transaction; known where the statement is confirmable, and where there is nothing to confirm.")]
    public IReadOnlyList<string> Functions { get; init; } = [];

    [Description("A query for the session to run after the definitions, whose result is the statement's; null for none.")]
    public string? Query { get; init; }

    [Description("How long the run outlives the last request about it, in seconds; null where the statement is done.")]
    public double? LeaseSeconds { get; init; }

    [Description("How far training is, from 0 to 1; null where it has not begun.")]
    public double? Progress { get; init; }

    [Description("What the statement answers; null until it is confirmed.")]
    public ResultDocument? Result { get; init; }

    [Description("Why the statement failed; null where it did not.")]
    public ErrorDocument? Error { get; init; }

    [Description("Remarks for the person who runs the statement, one line each.")]
    public IReadOnlyList<string> Notices { get; init; } = [];
}
