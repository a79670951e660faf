using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.TestKit;

/// <summary>A script of tests/conformance: statements, and what every engine answers them with.</summary>
public static class ConformanceScript
{
    public static TheoryData<string> All(string folder) =>
        [.. Directory.GetFiles(folder, "*.sql").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <param name="models">The folder of test models.</param>
    /// <param name="run">Runs one statement and answers its rows as text.</param>
    public static void Run(string path, string schema, string models, Func<string, IReadOnlyList<string?[]>> run)
    {
        var text = File.ReadAllText(path)
            .Replace("{schema}", schema, StringComparison.Ordinal)
            .Replace("{models}", models, StringComparison.Ordinal);
        foreach (var block in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            Check(block, run);
    }

    static void Check(string block, Func<string, IReadOnlyList<string?[]>> run)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var statement = string.Join('\n', lines.Where(line => !line.StartsWith("--", StringComparison.Ordinal)));
        if (statement.Length == 0)
            return;

        List<string> With(string mark) => [.. lines.Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => line[mark.Length..].Trim())];
        if (With("--!") is [var code])
        {
            var exception = Record.Exception(() => run(statement));
            Assert.True((exception as SqlInferenceException)?.Condition.Code == code, $"{statement}\nshould fail with {code}, not with: {exception}");
            return;
        }

        var rows = run(statement);
        if (With("-->") is { Count: > 0 } exact)
        {
            Assert.True(rows.Count == exact.Count && rows.Zip(exact).All(pair => Matches(pair.First, pair.Second)),
                $"{statement}\nshould answer\n{string.Join('\n', exact)}\nnot\n{Text(rows)}");
        }

        foreach (var row in With("--+"))
            Assert.True(rows.Any(given => Matches(given, row)), $"{statement}\nshould answer, among others, {row}\nin\n{Text(rows)}");
    }

    static bool Matches(string?[] given, string expected)
    {
        var values = expected.Split('|', StringSplitOptions.TrimEntries);
        return given.Length == values.Length && given.Zip(values).All(pair => Same(pair.First ?? "NULL", pair.Second));
    }

    static bool Same(string given, string expected) => expected == "*" || given == expected || (Number(given) is { } a && Number(expected) is { } b
        && Math.Abs(a - b) <= 1e-6 * Math.Max(Math.Abs(a), Math.Abs(b)));

    static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    static string Text(IEnumerable<string?[]> rows) => string.Join('\n', rows.Select(row => string.Join(" | ", row.Select(value => value ?? "NULL"))));
}
