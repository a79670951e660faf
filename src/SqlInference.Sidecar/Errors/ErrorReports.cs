using System.Text.RegularExpressions;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.PostgresWire.Framing;
using SqlInference.PostgresWire.Messages;

namespace SqlInference.Sidecar.Errors;

/// <summary>Failures as PostgreSQL's clients know them.</summary>
static partial class ErrorReports
{
    /// <summary>What happened, with its place in the text that the client sent.</summary>
    /// <param name="text">The client's text.</param>
    /// <param name="start">Where the statement begins in it.</param>
    public static Report Of(Exception exception, string text = "", int start = 0) => exception switch
    {
        StatementException refused => new(Severity.Error, refused.SqlState, refused.Message, refused.Detail, refused.Hint,
            refused.Position < 0 ? 0 : Characters(text, start + refused.Position)),
        WireException wire => Report.Of(wire),
        DuckDbException { InnerException: SqlInferenceException inner } => Of(inner, text, start),
        DuckDbException database => OfDatabase(database, text, start),
        LanguageException language => OfLanguage(language, text),
        SqlInferenceException known => new(Severity.Error, known.Condition.Code, known.Message, Hint: known.Hint),
        OperationCanceledException => new(Severity.Error, "57014", "canceling statement due to user request"),
        ArgumentException argument => new(Severity.Error, "22023", argument.Message),
        OverflowException => new(Severity.Error, SqlStates.NumericValueOutOfRange, "value out of range"),
        _ => new(Severity.Error, SqlStates.InternalError, $"unexpected {exception.GetType().Name}: {exception.Message}", Hint: "This is a defect; please report it."),
    };

    static Report OfDatabase(DuckDbException exception, string text, int start)
    {
        var message = exception.Message;
        var position = 0;
        if (Excerpt().Match(message) is { Success: true } excerpt)
        {
            position = PositionOf(excerpt, text, start);
            message = message[..excerpt.Index] + message[(excerpt.Index + excerpt.Length)..];
        }

        message = message.Trim();
        var hint = exception.Hint;
        if (Suggestion().Match(message) is { Success: true } suggestion)
        {
            hint ??= suggestion.Value.Trim();
            message = message[..suggestion.Index].Trim();
        }

        var prefix = Prefix().Match(message);
        if (prefix.Success)
            message = message[prefix.Length..];
        var lines = message.Split('\n', 2);
        return new(Severity.Error, SqlStateOf(exception, message), lines[0].Trim(), lines.Length > 1 ? lines[1].Trim() : null, hint, position);
    }

    static Report OfLanguage(LanguageException exception, string text)
    {
        // Line and column count from the beginning of all that was sent.
        var message = exception.Message.Split('\n')[0];
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        var position = 0;
        for (var line = 1; line < exception.Line && position < text.Length; position++)
        {
            if (text[position] == '\n')
                line++;
        }

        return new(Severity.Error, exception.Condition.Code, colon < 0 ? message : message[(colon + 2)..], Hint: exception.Hint,
            Position: text.Length == 0 ? 0 : Characters(text, position) + exception.Column - 1);
    }

    /// <summary>The excerpt shows a line of the statement, cut at both ends if need be, and a caret under it.</summary>
    static int PositionOf(Match excerpt, string text, int start)
    {
        var line = int.Parse(excerpt.Groups["line"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        var lineStart = Math.Min(start, text.Length);
        for (; line > 1 && lineStart < text.Length; lineStart++)
        {
            if (text[lineStart] == '\n')
                line--;
        }

        var shown = excerpt.Groups["text"].Value;
        var caret = excerpt.Groups["caret"].Value.Length - excerpt.Groups["head"].Value.Length;
        if (shown.StartsWith("...", StringComparison.Ordinal))
        {
            shown = shown[3..];
            caret -= 3;
            if (shown.EndsWith("...", StringComparison.Ordinal))
                shown = shown[..^3];
            var at = text.IndexOf(shown, lineStart, StringComparison.Ordinal);
            if (at < 0)
                return 0;
            lineStart = at;
        }

        return caret < 0 || lineStart + caret > text.Length ? 0 : Characters(text, lineStart + caret);
    }

    /// <summary>PostgreSQL counts characters, from 1.</summary>
    static int Characters(string text, int offset) => text.AsSpan(0, Math.Min(offset, text.Length)).ToString().EnumerateRunes().Count() + 1;

    static string SqlStateOf(DuckDbException exception, string message) => exception.Condition != ErrorConditions.DatabaseError ? exception.Condition.Code : exception.Type switch
    {
        DuckDbErrorType.Parser or DuckDbErrorType.Syntax => "42601",
        DuckDbErrorType.Catalog => OfCatalog(message),
        DuckDbErrorType.Binder => OfBinder(message),
        DuckDbErrorType.Conversion => "22P02",
        DuckDbErrorType.OutOfRange or DuckDbErrorType.Decimal => SqlStates.NumericValueOutOfRange,
        DuckDbErrorType.DivideByZero => "22012",
        DuckDbErrorType.MismatchType or DuckDbErrorType.InvalidType or DuckDbErrorType.UnknownType => "42804",
        DuckDbErrorType.InvalidInput or DuckDbErrorType.ParameterNotAllowed => "22023",
        DuckDbErrorType.ParameterNotResolved => "42P18",
        DuckDbErrorType.Constraint => OfConstraint(message),
        DuckDbErrorType.Dependency => "2BP01",
        DuckDbErrorType.Transaction => message.Contains("onflict", StringComparison.Ordinal) ? "40001" : "25000",
        DuckDbErrorType.NotImplemented => SqlStates.FeatureNotSupported,
        DuckDbErrorType.Permission => "42501",
        DuckDbErrorType.OutOfMemory or DuckDbErrorType.ObjectSize => "53200",
        DuckDbErrorType.Io => "58030",
        DuckDbErrorType.Settings or DuckDbErrorType.InvalidConfiguration => "42704",
        DuckDbErrorType.MissingExtension or DuckDbErrorType.Autoload => SqlStates.FeatureNotSupported,
        _ => SqlStates.InternalError,
    };

    static string OfCatalog(string message)
    {
        if (message.Contains("already exists", StringComparison.Ordinal))
            return message.StartsWith("Schema", StringComparison.Ordinal) ? "42P06" : message.Contains("unction", StringComparison.Ordinal) ? "42723" : "42P07";
        if (message.StartsWith("Table", StringComparison.Ordinal) || message.StartsWith("View", StringComparison.Ordinal))
            return "42P01";
        if (message.Contains("unction", StringComparison.Ordinal) || message.StartsWith("Macro", StringComparison.Ordinal))
            return "42883";
        if (message.StartsWith("Schema", StringComparison.Ordinal))
            return "3F000";
        return "42704";
    }

    static string OfBinder(string message)
    {
        if (message.Contains("Ambiguous", StringComparison.OrdinalIgnoreCase))
            return "42702";
        if (message.StartsWith("Referenced column", StringComparison.Ordinal) || message.Contains("does not have a column", StringComparison.Ordinal)
            || message.Contains("not found in FROM clause", StringComparison.Ordinal))
        {
            return "42703";
        }

        if (message.StartsWith("Referenced table", StringComparison.Ordinal))
            return "42P01";
        if (message.Contains("No function matches", StringComparison.Ordinal))
            return "42883";
        return message.Contains("GROUP BY", StringComparison.Ordinal) ? "42803" : "42601";
    }

    static string OfConstraint(string message) => message switch
    {
        _ when message.Contains("NOT NULL", StringComparison.Ordinal) => "23502",
        _ when message.Contains("foreign key", StringComparison.OrdinalIgnoreCase) => "23503",
        _ when message.Contains("CHECK", StringComparison.Ordinal) => "23514",
        _ when message.Contains("uplicate key", StringComparison.Ordinal) || message.Contains("nique", StringComparison.Ordinal) => "23505",
        _ => "23000",
    };

    [GeneratedRegex(@"\n*(?<head>LINE (?<line>\d+): )(?<text>[^\n]*)\n(?<caret> *)\^[^\n]*")]
    private static partial Regex Excerpt();

    [GeneratedRegex(@"\n(Did you mean|Candidate bindings:|Hint:)[^$]*$", RegexOptions.Singleline)]
    private static partial Regex Suggestion();

    [GeneratedRegex(@"^[A-Za-z ]{2,24} Error: ")]
    private static partial Regex Prefix();
}
