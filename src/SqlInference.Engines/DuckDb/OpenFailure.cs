using System.Globalization;
using System.Text.RegularExpressions;
using SqlInference.Errors;

namespace SqlInference.Engines.DuckDb;

/// <summary>Says why a database file cannot be opened, and who is in the way.</summary>
static partial class OpenFailure
{
    public static DuckDbException Explain(string path, string message)
    {
        if (message.Contains("Could not set lock on file", StringComparison.Ordinal))
            return InUse(path, message);
        if (DatabaseErrors.IsDiskFull(message))
        {
            return new(ErrorConditions.DiskFull, DuckDbErrorType.Io,
                $"The database file '{path}' cannot be opened: the disk is full.",
                "Free space on the disk that holds the file.");
        }

        if (message.StartsWith("IO Error", StringComparison.Ordinal))
        {
            return new(ErrorConditions.DataFolderUnusable, DuckDbErrorType.Io,
                $"The database file '{path}' cannot be opened: {message}",
                "The file and its folder must exist and be readable and writable for this user; ");
        }

        return DatabaseErrors.ForText(DuckDbErrorType.Invalid, $"The database file '{path}' cannot be opened: {message}");
    }

    static DuckDbException InUse(string path, string message)
    {
        var match = Holder().Match(message);
        var holder = match.Success
            ? Describe(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
            : message.Contains("held in current process", StringComparison.Ordinal) ? "this process itself"
            : "another process";
        return new(ErrorConditions.DataFolderInUse, DuckDbErrorType.Io,
            $"The database file '{path}' is in use by {holder}.",
            "Type the statements there, or close it there first. Another folder (--data) is another database.");
    }

    static string Describe(int processId)
    {
        var command = CommandOf(processId);
        return command == null ? $"process {processId}" : $"process {processId} ({command})";
    }

    /// <summary>The command line, or null where it cannot be read any more.</summary>
    static string? CommandOf(int processId)
    {
        try
        {
            // Arguments are separated by zero bytes, and may hold line breaks.
            var arguments = string.Concat(File.ReadAllText($"/proc/{processId}/cmdline").Select(c => char.IsControl(c) ? ' ' : c)).Trim();
            const int Enough = 120;
            return arguments.Length == 0 ? null : arguments.Length <= Enough ? arguments : arguments[..Enough] + "…";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"PID (\d+)")]
    private static partial Regex Holder();
}
