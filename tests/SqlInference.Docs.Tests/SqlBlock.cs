using System.Text.RegularExpressions;

namespace SqlInference.Docs.Tests;

/// <summary>
/// A <c>```sql</c> block of a page, or one of <c>```pgsql</c>, which is for PostgreSQL. The block right after it, fenced as <c>```text</c>, is what running it prints; comments before it give
/// directions: <c>&lt;!-- setup: name --&gt;</c> runs <c>Setups/name.sql</c> first, <c>&lt;!-- expect: SI101 --&gt;</c> says that it fails.
/// </summary>
sealed partial record SqlBlock(int Line, string Sql, string? Output, string? Setup, string? ExpectedError)
{
    public static IReadOnlyList<SqlBlock> In(string page, string language = "sql")
    {
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        var blocks = new List<SqlBlock>();
        string? setup = null, error = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (Direction().Match(lines[i]) is { Success: true } direction)
            {
                if (direction.Groups["name"].Value == "setup")
                    setup = direction.Groups["value"].Value;
                else
                    error = direction.Groups["value"].Value;
            }
            else if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var start = i;
                var body = Fence(lines, ref i);
                if (lines[start] != "```" + language)
                    continue;
                blocks.Add(new(start + 1, body, OutputAfter(lines, i), setup, error));
                setup = error = null;
            }
        }

        return blocks;
    }

    static string? OutputAfter(string[] lines, int end)
    {
        var next = end + 1;
        while (next < lines.Length && lines[next].Length == 0)
            next++;
        return next < lines.Length && lines[next] == "```text" ? Fence(lines, ref next) : null;
    }

    /// <summary>The lines of the block that opens at line <paramref name="i"/>, which ends at its closing line.</summary>
    static string Fence(string[] lines, ref int i)
    {
        var start = i + 1;
        do
            i++;
        while (i < lines.Length && lines[i] != "```");
        Assert.True(i < lines.Length, $"The block of line {start} is not closed.");
        return string.Join('\n', lines[start..i]);
    }

    [GeneratedRegex("^<!-- (?<name>setup|expect): (?<value>[^ ]+) -->$")]
    private static partial Regex Direction();
}
