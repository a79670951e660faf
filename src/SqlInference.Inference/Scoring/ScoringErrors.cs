using SqlInference.Errors;

namespace SqlInference.Inference.Scoring;

static class ScoringErrors
{
    /// <summary>Whether the rows are at fault, so that others may fare better, or rather the model as a whole.</summary>
    public static bool IsRefusal(SqlInferenceException exception) =>
        exception.Condition == ErrorConditions.ModelFailed || exception.Condition == ErrorConditions.InputNotAccepted ||
        exception.Condition == ErrorConditions.ListLengthsDiffer;

    public static SqlInferenceException DeadlineExceeded(string model) => new(ErrorConditions.DeadlineExceeded,
        $"Model '{model}' did not answer in time.", "Retry, ask for fewer rows at once, or raise TIMEOUT_MS.");

    public static SqlInferenceException WrongRowCount(string model, int answers, int rows) => new(ErrorConditions.ResponseInvalid,
        $"Model '{model}' gave {answers} answers for {rows} rows.", "The model or its endpoint is at fault; nothing was returned.");
}
