using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using SqlInference.PostgresWire.Messages;
using SqlInference.Sidecar.Hosting;

namespace SqlInference.Sidecar.Sessions;

/// <summary>Says which statements a session has run: who, for how long, to what end. Their parameters are told only where that is asked for.</summary>
sealed class StatementLog(ILogger logger, SidecarOptions options, string user, string address)
{
    const int LongestText = 2000;

    long _start;
    string _text = "";
    IReadOnlyList<object?> _values = [];

    public void Begin(string text, IReadOnlyList<object?>? values = null) => (_start, _text, _values) = (Stopwatch.GetTimestamp(), text, values ?? []);

    /// <param name="outcome">As the client is told it: SELECT 5.</param>
    public void Succeed(string outcome)
    {
        if (options.LogsStatements == StatementLogging.All)
            Log.StatementDone(logger, user, address, Milliseconds, outcome, Text());
    }

    public void Fail(Report report)
    {
        if (options.LogsStatements != StatementLogging.Off)
            Log.StatementFailed(logger, user, address, Milliseconds, report.SqlState, OneLine(report.Text), Text());
    }

    long Milliseconds => (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;

    string Text()
    {
        var text = OneLine(_text.Trim());
        return options.LogsParameters && _values.Count > 0 ? $"{text} [{string.Join(", ", _values.Select(Shown))}]" : text;
    }

    static string Shown(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => $"{bytes.Length} bytes",
        string text => $"'{OneLine(text)}'",
        System.Collections.IEnumerable list => $"{{{string.Join(", ", list.Cast<object?>().Select(Shown))}}}",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"),
    };

    /// <summary>Nobody writes lines of their own into the log.</summary>
    static string OneLine(string text)
    {
        var shown = text.Length > LongestText ? text[..LongestText] + " …" : text;
        if (!shown.Any(char.IsControl))
            return shown;
        var line = new StringBuilder(shown.Length);
        foreach (var character in shown)
            line.Append(char.IsControl(character) ? ' ' : character);
        return line.ToString();
    }
}
