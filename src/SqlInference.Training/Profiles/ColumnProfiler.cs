using System.Text;
using SqlInference.Errors;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Profiles;

/// <summary>Looks at a column and says what it is.</summary>
public static class ColumnProfiler
{
    /// <summary>From here on a column has "many" different values.</summary>
    public const int MostCounted = 10_000;

    const int MostFrequent = 20;
    const int LongestShown = 60;

    // Of fewer rows nobody can say that a column tells each of them apart by design.
    const int FewestToIdentify = 50;

    // Categories repeat: on average each value comes so often.
    const int FewestRepeats = 5;

    public static ColumnProfile Profile(string name, TableColumn column, int rows) => column switch
    {
        TextTableColumn texts => OfTexts(name, texts, rows),
        TimeTableColumn times => OfTimes(name, times, rows),
        _ => OfNumbers(name, (NumberTableColumn)column, rows),
    };

    static ColumnProfile OfNumbers(string name, NumberTableColumn column, int rows)
    {
        var values = column.Values[..rows];
        var summary = new Summary();
        var distinct = new HashSet<double>();
        var (whole, ascending) = (true, true);
        var before = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
                continue;
            if (double.IsInfinity(value))
                throw NotFinite(name);
            summary.Add(value);
            whole &= value == Math.Truncate(value);
            ascending &= value > before;
            before = value;
            if (distinct.Count < MostCounted)
                distinct.Add(value);
        }

        return summary.Fill(new() { Name = name, Role = Role(), Rows = rows, Missing = rows - summary.Count, Distinct = distinct.Count });

        ColumnRole Role()
        {
            if (distinct.Count <= 1)
                return ColumnRole.Constant;
            // Numbers of rows and keys from a sequence; a number that merely never repeats, as a weight may, is none.
            var isKey = whole && summary.Count == rows && rows >= FewestToIdentify
                && (ascending || summary.Maximum - summary.Minimum < 2.0 * rows) && AllDiffer(column.Values[..rows], distinct.Count);
            return column.HasLostDigits || isKey ? ColumnRole.Identifier : ColumnRole.Number;
        }
    }

    static bool AllDiffer(ReadOnlySpan<double> values, int counted)
    {
        if (counted < Math.Min(values.Length, MostCounted))
            return false;
        var distinct = new HashSet<double>(values.Length);
        foreach (var value in values)
        {
            if (!distinct.Add(value))
                return false;
        }

        return true;
    }

    static ColumnProfile OfTimes(string name, TimeTableColumn column, int rows)
    {
        var summary = new Summary();
        var distinct = new HashSet<long>();
        for (var row = 0; row < rows; row++)
        {
            if (column.IsMissing(row))
                continue;
            summary.Add(column.Values[row] / 1e6);
            if (distinct.Count < MostCounted)
                distinct.Add(column.Values[row]);
        }

        return summary.Fill(new()
        {
            Name = name,
            Role = distinct.Count <= 1 ? ColumnRole.Constant : ColumnRole.Time,
            Rows = rows,
            Missing = rows - summary.Count,
            Distinct = distinct.Count,
        });
    }

    static ColumnProfile OfTexts(string name, TextTableColumn column, int rows)
    {
        var counts = new TextCounts(MostCounted);
        long bytes = 0, blanks = 0;
        var present = 0;
        for (var row = 0; row < rows; row++)
        {
            if (column[row] is not { } text)
                continue;
            present++;
            bytes += text.Length;
            blanks += text.AsSpan().Count((byte)' ');
            counts.Add(text);
        }

        return new()
        {
            Name = name,
            Role = Role(),
            Rows = rows,
            Missing = rows - present,
            Distinct = counts.Distinct,
            MeanLength = present == 0 ? null : (double)bytes / present,
            Frequent = [.. counts.MostFrequent(MostFrequent).Select(count => new ValueCount(Shown(count.Text), count.Count))],
        };

        ColumnRole Role()
        {
            if (counts.Distinct <= 1)
                return ColumnRole.Constant;
            var repeats = (double)present / counts.Distinct;
            if (!counts.IsFull && repeats >= FewestRepeats)
                return ColumnRole.Category;
            var hasWords = blanks >= present;
            if (hasWords)
                return ColumnRole.Text;
            return rows >= FewestToIdentify && counts.AllDiffer && present == rows ? ColumnRole.Identifier : repeats >= 1.5 ? ColumnRole.Category : ColumnRole.Text;
        }
    }

    static string Shown(byte[] text)
    {
        var shown = Encoding.UTF8.GetString(text);
        return shown.Length <= LongestShown ? shown : string.Concat(shown.AsSpan(0, LongestShown), "…");
    }

    static SqlInferenceException NotFinite(string name) => new(ErrorConditions.NotFinite,
        $"Column '{name}' holds a training value that is infinite.", "Leave such rows out of the training query, or replace the value by NULL there.");

    /// <summary>Count, extremes, mean and deviation, in one pass (Welford).</summary>
    struct Summary()
    {
        double _mean;
        double _squares;

        public int Count { get; private set; }

        public double Minimum { get; private set; } = double.PositiveInfinity;

        public double Maximum { get; private set; } = double.NegativeInfinity;

        public void Add(double value)
        {
            Count++;
            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
            var difference = value - _mean;
            _mean += difference / Count;
            _squares += difference * (value - _mean);
        }

        public readonly ColumnProfile Fill(ColumnProfile profile) => Count == 0 ? profile : profile with
        {
            Minimum = Minimum,
            Maximum = Maximum,
            Mean = _mean,
            Deviation = Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1)),
        };
    }
}
