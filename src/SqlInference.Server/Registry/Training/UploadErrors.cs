using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Registry.Training;

/// <summary>What can be wrong with training data. Values of rows are never quoted: the reason stays with the model.</summary>
static class UploadErrors
{
    public const string Documentation = "docs/registry-api.md describes the formats.";

    public static SqlInferenceException Malformed(string message, string? hint = null) => new(ErrorConditions.RequestMalformed, message, hint ?? Documentation);

    public static SqlInferenceException Cell(long row, string column, string type, CellResult result) => Malformed(
        $"Row {row} of the training data: the value of column '{column}' " + result switch
        {
            CellResult.NotFinite => "is NaN or infinite.",
            CellResult.DoesNotFit => $"does not fit type {type}.",
            _ => $"is not of type {type}.",
        }, "Mend the row, or leave it out.");

    public static SqlInferenceException NotUtf8(long row, string column) =>
        Malformed($"Row {row} of the training data: the text of column '{column}' is not UTF-8.", "Convert the text before it is sent.");

    public static SqlInferenceException FieldCount(long row, int found, int declared) => Malformed(
        $"Row {row} of the training data has {(found > declared ? "more" : $"{found}")} fields{(found > declared ? $" than the {declared} columns that were declared" : $" where {declared} columns were declared")}.");
}
