using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Cli.Plot;

/// <summary>Reads the rows of a query whose columns are time, value, score, cutoff and, if there is a fifth, label.</summary>
sealed class PlotReader
{
    const int Time = 0, Value = 1, Score = 2, Cutoff = 3, Label = 4;

    readonly List<long> _times = [];
    readonly List<double>[] _numbers = [[], [], []];
    readonly List<string?> _labels = [];

    public static PlotData Read(DuckDbResult rows)
    {
        Check(rows);
        var reader = new PlotReader();
        using var numbers = new ColumnBuffer();
        while (rows.Read())
            reader.AddChunk(rows, numbers);
        return reader.InOrderOfTime(rows.Columns[Value].Name, rows.Columns[Score].Name);
    }

    static void Check(DuckDbResult rows)
    {
        if (rows.Columns.Count is not (Label or Label + 1))
        {
            throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                $"The query has {rows.Columns.Count} columns; a picture is made of time, value, score, cutoff and, if wanted, label.",
                "Select these four or five columns, in this order.");
        }

        for (var column = 0; column < rows.Columns.Count; column++)
        {
            var type = rows.ElementOf(column);
            var fits = column switch
            {
                Time => type is ElementType.Timestamp,
                Label => type is ElementType.Utf8,
                _ => type is not (null or ElementType.Utf8 or ElementType.Timestamp) && ColumnConverter.CanConvert(type.Value, ElementType.Float64),
            };
            if (!fits)
            {
                var wanted = column switch { Time => "a timestamp or a date", Label => "text", _ => "a number" };
                throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                    $"Column {column + 1} of the picture, '{rows.Columns[column].Name}', has to be {wanted}; it has type {rows.Columns[column].Type.Name}.",
                    "Select time, value, score, cutoff and, if wanted, label, in this order, and cast where needed.");
            }
        }
    }

    void AddChunk(DuckDbResult rows, ColumnBuffer buffer)
    {
        var times = rows.View(Time);
        var kept = Enumerable.Range(0, rows.RowCount).Where(row => !rows.IsNull(Time, row) && IsOnCalendar(times.Span<long>()[row])).ToArray();
        foreach (var row in kept)
            _times.Add(times.Span<long>()[row]);

        for (var column = Value; column <= Cutoff; column++)
        {
            var numbers = ColumnConverter.Convert(rows.View(column), ElementType.Float64, buffer, $"column \"{rows.Columns[column].Name}\"");
            foreach (var row in kept)
                _numbers[column - Value].Add(numbers.IsValid(row) ? numbers.Span<double>()[row] : double.NaN);
        }

        if (rows.Columns.Count <= Label)
        {
            _labels.AddRange(kept.Select(_ => (string?)null));
            return;
        }

        var labels = rows.View(Label);
        foreach (var row in kept)
            _labels.Add(labels.IsValid(row) ? Encoding.UTF8.GetString(labels.Utf8At(row)) : null);
    }

    // Databases know times before the year 1, after 9999 and infinite ones; there is no axis for them.
    static bool IsOnCalendar(long microseconds) =>
        microseconds >= (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
        && microseconds <= (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    PlotData InOrderOfTime(string valueName, string scoreName)
    {
        if (_times.Count == 0)
        {
            throw new SqlInferenceException(ErrorConditions.InputNotAccepted,
                "The query has no rows with a time, so there is nothing to draw.", "Run the query by itself to see what it returns.");
        }

        var order = Enumerable.Range(0, _times.Count).OrderBy(row => _times[row]).ToArray();
        T[] Sorted<T>(List<T> column) => [.. order.Select(row => column[row])];
        return new(valueName, scoreName, Sorted(_times), Sorted(_numbers[0]), Sorted(_numbers[1]), Sorted(_numbers[2]), Sorted(_labels));
    }
}
