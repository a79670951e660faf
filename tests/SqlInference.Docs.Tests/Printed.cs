using System.Text.RegularExpressions;

namespace SqlInference.Docs.Tests;

/// <summary>What a page says that something prints, against what it does.</summary>
static class Printed
{
    /// <summary>The page may leave out what comes before, such as tags of commands; … stands for what differs from run to run.</summary>
    public static void AssertAsShown(string page, int line, string output, string printed)
    {
        var shown = output.Trim('\n');
        Assert.False(shown.Length == 0, $"{page}:{line} shows an empty output.");
        var lines = string.Join('\n', printed.TrimEnd('\n').Split('\n').Select(text => text.TrimEnd()));
        var pattern = "(^|\n)" + Regex.Escape(shown).Replace("…", "[^\n]*", StringComparison.Ordinal) + "$";
        Assert.True(Regex.IsMatch(lines, pattern), $"{page}:{line} shows\n{shown}\nbut prints\n{lines}");
    }
}
