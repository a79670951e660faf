using System.Text.RegularExpressions;

namespace SqlInference.Docs.Tests;

/// <summary>
/// A <c>```sh</c> block of a page, for bash; the <c>```text</c> block right after it is what it prints. The comment
/// <c>&lt;!-- needs: aws --&gt;</c> before it says that Amazon's own clients have to be there.
/// </summary>
sealed partial record ShellBlock(int Line, string Script, string? Output, bool NeedsAwsClients)
{
    public static IReadOnlyList<ShellBlock> In(string page)
    {
        var text = page.ReplaceLineEndings("\n");
        return [.. Block().Matches(text).Select(match => new ShellBlock(
            text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["script"].Value, match.Groups["output"] is { Success: true } output ? output.Value : null,
            match.Groups["needs"].Success))];
    }

    [GeneratedRegex("(?<needs>^<!-- needs: aws -->\n+)?^```sh\n(?<script>.*?)^```$(?:\n+```text\n(?<output>.*?)^```$)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
