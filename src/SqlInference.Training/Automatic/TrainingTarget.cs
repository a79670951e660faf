using System.Globalization;
using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Profiles;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>What is to be predicted: numbers, or classes by their position among the labels.</summary>
public sealed class TrainingTarget
{
    // Numbers with more values than this are quantities, not classes; and a class needs rows to learn from.
    const int MostNumberClasses = 20;
    const int FewestRowsPerNumberClass = 10;
    const int MostClasses = 1000;

    TrainingTarget(PipelineTarget described, int[] rows, double[] values)
    {
        Described = described;
        Rows = rows;
        Values = values;
    }

    public PipelineTarget Described { get; }

    public ProblemType Problem => Described.Problem;

    public int Classes => Described.Labels.Count;

    /// <summary>The rows of the table that have a target.</summary>
    public int[] Rows { get; }

    /// <summary>For each row of the table: the number, or the position of the label. NaN where there is none.</summary>
    public double[] Values { get; }

    /// <param name="element">What the target came as.</param>
    /// <param name="told">The problem as the statement states it; null where it is to be found out.</param>
    public static TrainingTarget Read(TrainingTable table, int column, ElementType element, ProblemType? told)
    {
        var name = table.Names[column];
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(row => !table.Columns[column].IsMissing(row))];
        if (rows.Length == 0)
        {
            throw new SqlInferenceException(ErrorConditions.OnlyNulls, $"Target '{name}' holds nothing but NULL in the {table.RowsRead} training rows.",
                "Select rows for which the target is known.");
        }

        return table.Columns[column] switch
        {
            TextTableColumn texts => OfTexts(name, texts, rows, table.RowCount, told),
            NumberTableColumn numbers => OfNumbers(name, numbers, rows, table.RowCount, element, told),
            _ => throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Target '{name}' is a date or time, which no model predicts.",
                "Select a number of days or seconds in its place."),
        };
    }

    static TrainingTarget OfTexts(string name, TextTableColumn texts, int[] rows, int tableRows, ProblemType? told)
    {
        if (told == ProblemType.Regression)
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Target '{name}' is text, but PROBLEM_TYPE REGRESSION predicts numbers.",
                "Cast the target to a number in the training query, or choose MULTICLASS_CLASSIFICATION.");
        }

        var counts = new TextCounts(MostClasses + 1);
        foreach (var row in rows)
            counts.Add(texts[row]!);
        CheckClasses(name, counts.Distinct, told);
        byte[][] labels = [.. counts.MostFrequent(MostClasses).Select(count => count.Text)];
        Array.Sort(labels, static (a, b) => a.AsSpan().SequenceCompareTo(b));
        var positions = labels.Select((label, position) => (Text: Encoding.UTF8.GetString(label), position)).ToDictionary(label => label.Text, label => label.position);
        var values = Missing(tableRows);
        foreach (var row in rows)
            values[row] = positions[Encoding.UTF8.GetString(texts[row]!)];
        return new(Classification(labels.Select(Encoding.UTF8.GetString), ElementType.Utf8, told), rows, values);
    }

    static TrainingTarget OfNumbers(string name, NumberTableColumn numbers, int[] rows, int tableRows, ElementType element, ProblemType? told)
    {
        var distinct = new HashSet<double>();
        var whole = true;
        foreach (var row in rows)
        {
            var value = numbers.Values[row];
            if (double.IsInfinity(value))
                throw new SqlInferenceException(ErrorConditions.NotFinite, $"Target '{name}' holds an infinite value.", "Leave such rows out of the training query.");
            whole &= value == Math.Truncate(value);
            if (distinct.Count <= MostClasses)
                distinct.Add(value);
        }

        if ((told ?? Guess()) == ProblemType.Regression)
            return OfQuantities(name, numbers, rows, tableRows, distinct.Count);
        CheckClasses(name, distinct.Count, told);

        double[] labels = [.. distinct.Order()];
        var values = Missing(tableRows);
        foreach (var row in rows)
            values[row] = Array.BinarySearch(labels, numbers.Values[row]);
        var type = element == ElementType.Boolean ? ElementType.Boolean : whole ? ElementType.Int64 : ElementType.Float64;
        return new(Classification(labels.Select(Text), type, told), rows, values);

        ProblemType Guess() => element == ElementType.Boolean || distinct.Count == 2 ? ProblemType.BinaryClassification
            : whole && distinct.Count is > 2 and <= MostNumberClasses && rows.Length >= distinct.Count * FewestRowsPerNumberClass ? ProblemType.MulticlassClassification
            : ProblemType.Regression;

        string Text(double label) => element == ElementType.Boolean ? (label == 1 ? "true" : "false") : label.ToString(CultureInfo.InvariantCulture);
    }

    static TrainingTarget OfQuantities(string name, NumberTableColumn numbers, int[] rows, int tableRows, int distinct)
    {
        if (distinct == 1)
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Target '{name}' has the same value in all {rows.Length} training rows.",
                "Select rows with different targets.");
        }

        var values = Missing(tableRows);
        foreach (var row in rows)
            values[row] = numbers.Values[row];
        return new(PipelineTarget.Number, rows, values);
    }

    static void CheckClasses(string name, int distinct, ProblemType? told)
    {
        if (distinct == 1)
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Target '{name}' has one class only; a model learns to tell classes apart.",
                "Select rows of at least two classes.");
        }

        if (told == ProblemType.BinaryClassification && distinct > 2)
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted,
                $"Target '{name}' has {(distinct > MostClasses ? $"more than {MostClasses}" : distinct)} classes, but PROBLEM_TYPE BINARY_CLASSIFICATION tells two apart.",
                "Choose MULTICLASS_CLASSIFICATION, or leave PROBLEM_TYPE out.");
        }

        if (distinct > MostClasses)
        {
            throw new SqlInferenceException(ErrorConditions.TargetNotAccepted, $"Target '{name}' has more than {MostClasses} classes, the most a model tells apart.",
                "Group the classes in the training query; for numbers choose PROBLEM_TYPE REGRESSION.");
        }
    }

    static PipelineTarget Classification(IEnumerable<string> labels, ElementType type, ProblemType? told)
    {
        string[] all = [.. labels];
        return new(told ?? (all.Length == 2 ? ProblemType.BinaryClassification : ProblemType.MulticlassClassification), all, type);
    }

    static double[] Missing(int rows)
    {
        var values = new double[rows];
        Array.Fill(values, double.NaN);
        return values;
    }
}
