using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Statements.Creation;

/// <summary>Which columns of a query say when something was, what it was and, where there are several series, of which.</summary>
/// <param name="Item">Null where there is one series only.</param>
sealed record ForecastColumns(int Time, int Target, int? Item)
{
    public static ForecastColumns Of(IReadOnlyList<TrainingColumn> columns, string targetName)
    {
        var target = PredictorCreation.Target(columns, targetName);
        if (columns[target].Column is not { IsList: false } column || !column.Element.IsNumeric())
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Column '{columns[target].Name}' has type {columns[target].TypeName}; a forecast is of numbers.",
                "Select a number as TARGET, or cast the column.");
        }

        var others = Enumerable.Range(0, columns.Count).Where(position => position != target).ToArray();
        var times = others.Where(position => columns[position].Column is { IsList: false, Element: ElementType.Timestamp }).ToArray();
        if (times.Length != 1)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                times.Length == 0 ? "The training query has no column of dates or timestamps, by which a forecast goes." : $"The training query has {times.Length} columns of dates or timestamps: {Names(times)}.",
                "Select the time of each value, and no other time.");
        }

        var items = others.Except(times).ToArray();
        if (items.Length > 1)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"The training query has {items.Length} columns besides the time and the target: {Names(items)}; one may say which series a row belongs to.",
                "Leave out what does not tell series apart, and join what does into one column.");
        }

        foreach (var item in items)
        {
            if (columns[item].Column is not { IsList: false, Element: ElementType.Utf8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 })
            {
                throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"Column '{columns[item].Name}' has type {columns[item].TypeName}; what says which series a row belongs to is a text or a whole number.",
                    "Cast it to text.");
            }
        }

        return new(times[0], target, items.Length == 1 ? items[0] : null);

        string Names(int[] positions) => string.Join(", ", positions.Select(position => columns[position].Name));
    }
}
