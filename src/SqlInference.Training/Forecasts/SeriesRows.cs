using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Training.Forecasts;

/// <summary>The rows of a training query as they come, in any order, and the series that they make.</summary>
public sealed class SeriesRows(string timeColumn, int maxRows)
{
    readonly Dictionary<string, List<(long Time, double Value)>> _items = new(StringComparer.Ordinal);

    /// <summary>How many rows have a time, a value and, where there are items, an item.</summary>
    public int Count { get; private set; }

    /// <summary>How many lack one of them.</summary>
    public long LeftOut { get; private set; }

    public IEnumerable<string> Items => _items.Keys;

    /// <param name="item">Empty where there is only one series.</param>
    public void Add(string item, long time, double value)
    {
        if (Count == maxRows)
        {
            throw new SqlInferenceException(ErrorConditions.TrainingFailed, $"The training query has more than {maxRows} rows, which is what MAX_CELLS allows: of a series nothing can be left out.",
                "Raise it with SETTINGS (MAX_CELLS …), select later rows only, or aggregate to longer steps.");
        }

        if (!double.IsFinite(value))
            throw new SqlInferenceException(ErrorConditions.NotFinite, $"The target has a value that is not finite, at {Text(time)}.", "Leave such rows out of the query.");
        if (!_items.TryGetValue(item, out var rows))
            _items.Add(item, rows = []);
        rows.Add((time, value));
        Count++;
    }

    public void LeaveOut() => LeftOut++;

    /// <summary>The step that most rows are apart.</summary>
    public Frequency GuessFrequency() => Frequency.Guess(Sorted().Select(rows => Array.ConvertAll(rows.Rows, row => row.Time))) ?? throw new SqlInferenceException(
        ErrorConditions.TrainingFailed, $"The times in column '{timeColumn}' have no step in common.", "Say it with SETTINGS (FREQUENCY 'D'), and aggregate to it in the query: date_trunc('day', time).");

    /// <summary>The series, in the order of their items' names; what is missing between two values lies on the line between them.</summary>
    /// <param name="fewest">How many steps each needs.</param>
    public IReadOnlyList<TimeSeries> Build(Frequency frequency, int fewest, bool hasItems, out int filled)
    {
        var series = new List<TimeSeries>();
        filled = 0;
        foreach (var (item, rows) in Sorted())
        {
            var which = hasItems ? $"Item '{item}'" : "The series";
            var first = rows[0].Time;
            var at = Array.ConvertAll(rows, row => frequency.Steps(first, row.Time) ?? throw new SqlInferenceException(ErrorConditions.TrainingFailed,
                $"{which} has a row at {Text(row.Time)}, which is no whole number of steps of {frequency} after its first, {Text(first)}.",
                "Aggregate to steps in the query, such as SELECT date_trunc('day', time), sum(amount) … GROUP BY 1, or say another FREQUENCY."));
            for (var i = 1; i < at.Length; i++)
            {
                if (at[i] == at[i - 1])
                {
                    throw new SqlInferenceException(ErrorConditions.TrainingFailed, $"{which} has two rows at {Text(rows[i].Time)}.",
                        "Aggregate in the query, such as SELECT time, sum(amount) … GROUP BY time; where a column says which series a row belongs to, select it too.");
                }
            }

            var steps = at[^1] + 1;
            if (steps < fewest)
            {
                throw new SqlInferenceException(ErrorConditions.TooFewTrainingRows, $"{which} has {steps} steps of {frequency}; a forecast needs at least {fewest}.",
                    "Select more of the past, leave that item out, or make HORIZON smaller.");
            }

            filled += steps - rows.Length;
            series.Add(new(hasItems ? item : null, first, Fill(rows, at)));
        }

        return series;
    }

    IEnumerable<(string Item, (long Time, double Value)[] Rows)> Sorted() =>
        _items.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value.OrderBy(row => row.Time).ToArray()));

    static double[] Fill((long Time, double Value)[] rows, int[] at)
    {
        var values = new double[at[^1] + 1];
        values[0] = rows[0].Value;
        for (var i = 1; i < rows.Length; i++)
        {
            for (var step = at[i - 1] + 1; step <= at[i]; step++)
            {
                var share = (double)(step - at[i - 1]) / (at[i] - at[i - 1]);
                values[step] = rows[i - 1].Value + share * (rows[i].Value - rows[i - 1].Value);
            }
        }

        return values;
    }

    static string Text(long time) => DateTime.UnixEpoch.AddMicroseconds(time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
