using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>The scripts of tests/conformance on the embedded engine.</summary>
public sealed class ConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "conformance");

    public static TheoryData<string> Scripts => [.. Directory.GetFiles(Folder, "*.sql").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_embedded_engine_does_as_the_script_says(string script)
    {
        using var work = new Workplace();
        var text = File.ReadAllText(Path.Combine(Folder, script))
            .Replace("{schema}", "public", StringComparison.Ordinal)
            .Replace("{models}", Path.Combine(AppContext.BaseDirectory, "models"), StringComparison.Ordinal);
        foreach (var block in text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            Check(work, block);
    }

    static void Check(Workplace work, string block)
    {
        var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var statement = string.Join('\n', lines.Where(line => !line.StartsWith("--", StringComparison.Ordinal)));
        if (statement.Length == 0)
            return;

        List<string> With(string mark) => [.. lines.Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => line[mark.Length..].Trim())];
        if (With("--!") is [var code])
        {
            var exception = Record.Exception(() => work.Run(statement)) as SqlInferenceException;
            Assert.True(exception?.Condition.Code == code, $"{statement}\nshould fail with {code}, not with: {exception?.Condition} {exception?.Message}");
            return;
        }

        var rows = work.Run(statement).Rows;
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
