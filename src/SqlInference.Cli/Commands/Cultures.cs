using System.Collections;
using System.Globalization;

namespace SqlInference.Cli.Commands;

/// <summary>
/// This program knows no cultures, which saves it the time and the library that they take. The driver of SQL Server does not do without them: it finds
/// a collation's encoding by its culture. So they are loaded where a command has to do with SQL Server, before anything asks for one.
/// </summary>
static class Cultures
{
    const string Switch = "System.Globalization.Invariant";

    const string Engine = "sqlserver";

    public static void LoadFor(string[] arguments)
    {
        if (!IsWanted(arguments))
            return;
        AppContext.SetSwitch(Switch, false);
        // Numbers and dates are written as ever.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    /// <summary>Whether the command line, the environment's settings or the configuration that they name speak of SQL Server.</summary>
    static bool IsWanted(string[] arguments) =>
        arguments.Any(Speaks)
        || Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(variable => ((string)variable.Key).StartsWith("SQLI", StringComparison.Ordinal) && Speaks((string?)variable.Value))
        || arguments.Zip(arguments.Skip(1)).Any(pair => pair.First == "--config" && File.Exists(pair.Second) && File.ReadLines(pair.Second).Any(Speaks));

    // Ordinal and case-sensitive: anything else would ask whether there are cultures, and that is settled by the first question.
    static bool Speaks(string? text) => text is not null && (text == Engine || text == $"--engine={Engine}" || text.Contains($"{Engine}://", StringComparison.Ordinal));
}
