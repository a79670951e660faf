using SqlInference.Cli.Scripts;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Cli.Output;

/// <summary>Errors as they stand on standard error: where, which, why, and what to do.</summary>
static class ErrorText
{
    const string DebugVariable = "SQLINFERENCE_DEBUG";

    public static string Of(SqlInferenceException exception, bool colour) =>
        Compose("", exception, exception.Message, colour);

    public static string Of(SqlInferenceException exception, Script script, ScriptStatement statement, bool colour)
    {
        if (script.Name == null)
            return Of(exception, colour);
        var (line, column, message) = Locate(exception, script, statement);
        return Compose($"{script.Name}:{line}:{column}: ", exception, message, colour);
    }

    /// <summary>One line: what an unforeseen exception says may hold rows, and helps its finder only.</summary>
    public static string OfUnexpected(Exception exception, bool colour) => IsDebugging
        ? $"{Error(ErrorConditions.InternalError, colour)}: {exception}"
        : $"{Error(ErrorConditions.InternalError, colour)}: internal error, {exception.GetType().Name}. Run again with {DebugVariable}=1 for details.";

    static bool IsDebugging => Environment.GetEnvironmentVariable(DebugVariable) == "1";

    static (int Line, int Column, string Message) Locate(SqlInferenceException exception, Script script, ScriptStatement statement)
    {
        if (exception is not LanguageException language)
            return DatabaseErrorPlace.Of(exception.Message, script.Text, statement);

        // The message begins with the place as well.
        var place = $"Line {language.Line}, column {language.Column}: ";
        var message = exception.Message.StartsWith(place, StringComparison.Ordinal) ? exception.Message[place.Length..] : exception.Message;
        return (language.Line, language.Column, message);
    }

    static string Compose(string place, SqlInferenceException exception, string message, bool colour)
    {
        var text = $"{place}{Error(exception.Condition, colour)}: {message}";
        if (exception.Hint is { } hint)
            text += $"\nhint: {hint}";
        return IsDebugging ? $"{text}\n{exception}" : text;
    }

    static string Error(ErrorCondition condition, bool colour) => colour ? $"\e[1;31merror\e[0m {condition}" : $"error {condition}";
}
