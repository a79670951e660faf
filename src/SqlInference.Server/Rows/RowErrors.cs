using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.Rows;

/// <summary>What is wrong with the rows of a request. Rows are counted from 1.</summary>
static class RowErrors
{
    const int LongestEcho = 40;

    public static SqlInferenceException FieldCount(RowLayout layout, int row, int found) => Refused(
        $"Row {Number(row)} has {Fields(found)}; model {layout.Model} takes {Number(layout.FieldCount)}: {Names(layout)}.",
        "Send the function's parameters, in their order.");

    public static SqlInferenceException Value(RowColumn column, int row, ReadOnlySpan<byte> value, CellResult result) => Refused(
        $"Row {Number(row)}, column '{column.Name}' ({column.SqlType}): {Quoted(value)} {Problem(column, result)}.");

    public static SqlInferenceException Kind(RowColumn column, int row, string what) => Refused(
        $"Row {Number(row)}, column '{column.Name}' ({column.SqlType}): {what}.");

    public static SqlInferenceException Quote(int row, CsvStatus status) => Refused(
        $"Row {Number(row)} is not CSV: " + (status == CsvStatus.UnclosedQuote
            ? "the text ends within quotes."
            : "something stands between a closing quote and the next comma."), "RFC 4180 says how quotes are written: a quote within quotes is doubled.");

    public static SqlInferenceException NoRows() => Refused("The request has no rows.", "Send at least one.");

    public static SqlInferenceException NotUtf8() => Refused("The body is not UTF-8 text.");

    public static SqlInferenceException NotJson(JsonException exception) =>
        new(ErrorConditions.RequestMalformed, $"The body is not JSON: {exception.Message}", inner: exception);

    public static SqlInferenceException Refused(string message, string? hint = null) => new(ErrorConditions.InputNotAccepted, message, hint);

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Names(RowLayout layout)
    {
        const int most = 8;
        var names = string.Join(", ", layout.Columns.Take(most).Select(column => column.Name));
        return layout.Columns.Length > most ? $"{names} and {Number(layout.Columns.Length - most)} more" : names;
    }

    static string Fields(int count) => count == 1 ? "1 field" : $"{Number(count)} fields";

    static string Problem(RowColumn column, CellResult result) => result switch
    {
        CellResult.DoesNotFit => "does not fit",
        CellResult.NotFinite => "is not a finite number",
        _ => $"is not {Expected(column)}",
    };

    static string Expected(RowColumn column) => column.Type.Element switch
    {
        Inference.Columns.ElementType.Boolean => "true or false",
        Inference.Columns.ElementType.Timestamp => "a moment such as 2013-12-02 21:15:00",
        var element when Inference.Columns.ElementTypes.IsInteger(element) => "a whole number",
        _ => "a number",
    };

    /// <summary>The value where it is short enough to be read; a long one is somebody's data and says no more.</summary>
    static string Quoted(ReadOnlySpan<byte> value)
    {
        value = CellParser.Trim(value);
        return value.Length <= LongestEcho && Utf8.IsValid(value) && value.IndexOfAnyInRange((byte)0, (byte)31) < 0
            ? $"'{Encoding.UTF8.GetString(value)}'"
            : $"a text of {Number(value.Length)} bytes";
    }
}
