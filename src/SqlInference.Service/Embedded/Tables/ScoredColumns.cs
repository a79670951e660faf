using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Embedded.Tables;

/// <summary>Which columns of a query a streaming forest scores.</summary>
static class ScoredColumns
{
    /// <summary>The positions of the columns named, or of all numeric ones where none are.</summary>
    public static int[] Choose(IReadOnlyList<TableColumn> columns, IReadOnlyList<string?>? names) =>
        names == null ? Numeric(columns) : Named(columns, names);

    static int[] Numeric(IReadOnlyList<TableColumn> columns)
    {
        int[] numeric = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].Element is { } element && element.IsNumeric())];
        return numeric.Length > 0 ? numeric : throw new SqlInferenceException(ErrorConditions.ColumnNotNumeric,
            $"The inner query has no numeric column to score: {List(columns)}.", "Select at least one number.");
    }

    static int[] Named(IReadOnlyList<TableColumn> columns, IReadOnlyList<string?> names)
    {
        if (names.Count == 0)
            throw Refused("The list of columns to score is empty.");
        int[] chosen = [.. names.Select(name => Find(columns, name ?? throw Refused("The list of columns to score holds NULL.")))];
        if (chosen.Distinct().Count() < chosen.Length)
            throw Refused("The list of columns to score names a column twice.");
        return chosen;
    }

    static int Find(IReadOnlyList<TableColumn> columns, string name)
    {
        // Of two columns of one name DuckDB itself takes none.
        var found = Enumerable.Range(0, columns.Count).FirstOrDefault(i => columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase), -1);
        if (found < 0)
        {
            throw new SqlInferenceException(ErrorConditions.UnknownColumn,
                $"The inner query has no column '{name}'.", $"It has {List(columns)}.");
        }

        return columns[found].Element is null or ElementType.Utf8
            ? throw new SqlInferenceException(ErrorConditions.ColumnNotNumeric,
                $"Column '{name}' of the inner query is {columns[found].Type.Name}; a random cut forest works on numbers, booleans and timestamps.",
                "Leave it out of the columns to score, or turn it into a number in the query.")
            : found;
    }

    static string List(IReadOnlyList<TableColumn> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Name} ({column.Type.Name})"));

    static SqlInferenceException Refused(string message) => new(ErrorConditions.InvalidClauseValue, message,
        "Name columns as in columns := ['value'], or leave the argument out to score all numeric ones.");
}
