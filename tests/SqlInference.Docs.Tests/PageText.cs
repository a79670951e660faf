namespace SqlInference.Docs.Tests;

/// <summary>A page by its headings.</summary>
sealed class PageText(string page)
{
    readonly string _text = Repository.Read(page).ReplaceLineEndings("\n");

    /// <summary>From a heading to the next of its level or above.</summary>
    public string Section(string heading)
    {
        var start = _text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} has no heading '{heading}'.");
        var body = _text[(start + heading.Length + 2)..];
        var level = heading.IndexOf(' ', StringComparison.Ordinal);
        var ends = Enumerable.Range(1, level).Select(hashes => body.IndexOf($"\n{new string('#', hashes)} ", StringComparison.Ordinal)).Where(end => end >= 0);
        return body[..ends.DefaultIfEmpty(body.Length).Min()];
    }

    /// <summary>The rows of a section's first table, without its head.</summary>
    public IEnumerable<string> Rows(string heading) =>
        Section(heading).Split('\n').SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2);

    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
