using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Whether what a model answers can become what its function RETURNS at all; asked once, when the function is made.
/// Whether one value fits is asked for each value.
/// </summary>
public static class ReturnType
{
    /// <param name="declared">The declared type, or that of one element where <paramref name="isList"/>.</param>
    /// <param name="sqlType">The declared type as its author wrote it.</param>
    public static void Require(string model, ModelOutput prediction, ElementType declared, bool isList, string sqlType)
    {
        var given = prediction.Type;
        if (given.IsList == isList && CanBecome(given.Element, declared, isList))
            return;
        throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
            $"Model '{model}' answers {Describe(given)}, which does not become {sqlType}.", Hint(given));
    }

    static bool CanBecome(ElementType given, ElementType declared, bool isList) => (given, declared) switch
    {
        (ElementType.Utf8, _) => declared == ElementType.Utf8,
        // Class labels are often numbers where the table has text; a list of text is nothing that a column holds.
        (_, ElementType.Utf8) => !isList,
        (_, ElementType.Timestamp) => given is ElementType.Int64 or ElementType.Timestamp,
        _ => true,
    };

    static string Describe(ColumnType type) => type switch
    {
        { IsList: true } => $"a list of {type.ListLength} {type.Element} numbers",
        { Element: ElementType.Utf8 } => "text",
        { Element: ElementType.Boolean } => "a boolean",
        _ => $"a {type.Element} number",
    };

    static string Hint(ColumnType type) => type switch
    {
        { IsList: true } => "Declare RETURNS float8[], or choose another output with SETTINGS (OUTPUT 'name').",
        { Element: ElementType.Utf8 } => "Declare RETURNS varchar.",
        { Element: ElementType.Boolean } => "Declare RETURNS boolean.",
        { Element: ElementType.Float32 or ElementType.Float64 } => "Declare RETURNS float8.",
        _ => "Declare RETURNS bigint.",
    };
}
