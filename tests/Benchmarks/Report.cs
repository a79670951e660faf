namespace Benchmarks;

/// <summary>What was measured, each against a limit measured in the same run.</summary>
sealed class Report
{
    readonly List<string[]> _rows = [["what", "measured", "limit", "ratio", "by CPU", "goal"]];

    /// <summary>A line without a limit to compare with.</summary>
    public void Add(string what, string measured, string goal) => Keep(what, measured, "", "", "", goal);

    /// <summary>Rates of the same work done two ways.</summary>
    public void Add(string what, Comparison comparison, string goal) => Keep(
        what, $"{comparison.Rate:N0} rows/s", $"{comparison.LimitRate:N0} rows/s", $"{comparison.Ratio:F2}", $"{comparison.CpuRatio:F2}", goal);

    public void Add(string what, string measured, string limit, double ratio, string goal) =>
        Keep(what, measured, limit, $"{ratio:F2}", "", goal);

    public void Print()
    {
        if (_rows.Count == 1)
            return;
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        Console.WriteLine();
        for (var i = 0; i < _rows.Count; i++)
        {
            PrintRow(_rows[i], widths);
            if (i == 0)
                PrintRow([.. widths.Select((width, column) => column is 0 or 5 ? new string('-', width) : new string('-', width - 1) + ':')], widths);
        }
    }

    void Keep(params string[] row)
    {
        _rows.Add(row);
        Console.WriteLine(string.Join("  ", row[..^1].Where(cell => cell.Length > 0)));
    }

    static void PrintRow(string[] row, int[] widths) =>
        Console.WriteLine($"| {string.Join(" | ", row.Select((cell, column) => column is 0 or 5 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |");
}
