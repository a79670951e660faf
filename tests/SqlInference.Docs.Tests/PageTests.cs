using System.Text.RegularExpressions;
using SqlInference.Errors;

namespace SqlInference.Docs.Tests;

/// <summary>Pages are true: their SQL runs and prints what they show, and what they point to is there.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> PagesWithSql => [.. Repository.Pages().Where(page => SqlBlock.In(Repository.Read(page)).Count > 0)];

    public static TheoryData<string> AllPages => [.. Repository.Pages()];

    [Theory]
    [MemberData(nameof(PagesWithSql))]
    public void Sql_of_a_page_runs_and_prints_what_is_shown(string page)
    {
        using var session = new PageSession(Repository.Root);
        foreach (var block in SqlBlock.In(Repository.Read(page)))
        {
            if (block.Setup is { } setup)
                session.RunFile($"tests/SqlInference.Docs.Tests/Setups/{setup}.sql");
            Check(page, block, session);
        }
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_of_a_page_lead_somewhere(string page)
    {
        var text = WithoutBlocks(Repository.Read(page));
        var links = Link().Matches(text).Select(match => match.Groups["target"].Value)
            .Concat(Image().Matches(text).Select(match => match.Groups["target"].Value))
            .Where(target => !target.Contains("://", StringComparison.Ordinal));
        foreach (var link in links)
        {
            var (path, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, null);
            var target = path.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
            Assert.True(Path.Exists(Repository.PathOf(target)), $"{page} links to {link}, which is not there.");
            if (anchor != null)
                Assert.Contains(anchor, Anchors(Repository.Read(target)));
        }
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Files_named_on_a_page_exist(string page)
    {
        foreach (Match match in NamedFile().Matches(Repository.Read(page)))
        {
            var name = match.Groups["path"].Value.TrimEnd('/');
            Assert.True(Path.Exists(Repository.PathOf(name)), $"{page} names `{name}`, which is not there.");
        }
    }

    [Fact]
    public void Changelog_links_lead_somewhere()
    {
        Assert.StartsWith("# Changelog", Repository.Read("CHANGELOG.md"), StringComparison.Ordinal);
        foreach (Match match in Link().Matches(Repository.Read("CHANGELOG.md")))
            Assert.True(Path.Exists(Repository.PathOf(match.Groups["target"].Value.Split('#')[0])), match.Value);
    }

    static void Check(string page, SqlBlock block, PageSession session)
    {
        string printed;
        try
        {
            printed = session.Run(block.Sql);
        }
        catch (SqlInferenceException exception)
        {
            Assert.True(exception.Condition.Code == block.ExpectedError, $"{page}:{block.Line}: {exception.Condition}: {exception.Message}");
            if (block.Output != null)
                Printed.AssertAsShown(page, block.Line, block.Output, $"error {exception.Condition.Code}: {exception.Message}\nhint: {exception.Hint}");
            return;
        }

        Assert.True(block.ExpectedError == null, $"{page}:{block.Line} was to fail with {block.ExpectedError}.");
        if (block.Output != null)
            Printed.AssertAsShown(page, block.Line, block.Output, printed);
    }

    static string WithoutBlocks(string text) => FencedBlock().Replace(text, "");

    static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(WithoutBlocks(text)).Select(match =>
            NotInAnchors().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("(src|srcset)=\"(?<target>[^\"]+)\"")]
    private static partial Regex Image();

    [GeneratedRegex(@"`(?<path>(src|sql|docs|tests|deploy-scripts)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
