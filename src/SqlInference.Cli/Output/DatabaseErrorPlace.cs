using System.Globalization;
using System.Text.RegularExpressions;
using SqlInference.Language;

namespace SqlInference.Cli.Output;

/// <summary>
/// Finds in the script what the database points at in its statement: <c>LINE 2: …</c> with a caret below. The line is
/// counted from the beginning of the script then, and errors without such a place are at the statement's first word.
/// </summary>
static partial class DatabaseErrorPlace
{
    const string Omitted = "...";

    public static (int Line, int Column, string Message) Of(string message, string script, ScriptStatement statement)
    {
        var match = Pointer().Match(message);
        if (!match.Success)
            return (statement.Line, statement.Column, message);

        var linesBefore = script.AsSpan(0, statement.Start).Count('\n');
        var line = linesBefore + int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture);
        var number = line.ToString(CultureInfo.InvariantCulture);
        var caret = match.Groups["caret"].Length + number.Length - match.Groups["line"].Length;
        var shown = match.Groups["text"].Value;
        var moved = $"{message[..match.Index].TrimEnd()}\nLINE {number}: {shown}\n{new string(' ', caret)}^";
        return (line, Column(LineOf(script, line), shown, match) ?? statement.Column, moved);
    }

    static int? Column(string line, string shown, Match match)
    {
        // DuckDB shows a part of a long line, and counts in bytes.
        var before = match.Groups["caret"].Length - (match.Groups["text"].Index - match.Index - match.Value.IndexOf("LINE", StringComparison.Ordinal));
        var isCut = shown.StartsWith(Omitted, StringComparison.Ordinal);
        var part = shown[(isCut ? Omitted.Length : 0)..];
        if (part.EndsWith(Omitted, StringComparison.Ordinal))
            part = part[..^Omitted.Length];
        var start = line.IndexOf(part, StringComparison.Ordinal);
        return start < 0 || before < 0 ? null : Characters(line.AsSpan(0, start)) + before - (isCut ? Omitted.Length : 0) + 1;
    }

    static string LineOf(string script, int line) => script.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r') ?? "";

    static int Characters(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    [GeneratedRegex(@"\n+LINE (?<line>\d+): (?<text>[^\n]*)\n(?<caret> *)\^")]
    private static partial Regex Pointer();
}
