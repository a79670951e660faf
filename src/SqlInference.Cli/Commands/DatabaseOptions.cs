using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Engines.PostgreSql;

namespace SqlInference.Cli.Commands;

/// <summary>The options of the commands that run on a database server as well as on the embedded engine.</summary>
sealed class DatabaseOptions(EngineOptions embedded)
{
    const string PostgreSql = "postgresql";

    // Whatever is wrong with an address, it is not repeated: there may be a password in it.
    const string Hint = "write postgresql://USER@HOST/DATABASE, or a connection string together with --engine postgresql";

    readonly Option<string?> _database = new("--database")
    {
        Description = "The database to run on instead: postgresql://USER@HOST/DATABASE, which has the extension sqlinference.",
        HelpName = "URL",
    };

    readonly Option<string?> _engine = new("--engine") { Description = "What kind of database --database means where that is no URL: postgresql.", HelpName = "KIND" };

    public void AddTo(Command command)
    {
        command.Options.Add(_database);
        command.Options.Add(_engine);
        command.Validators.Add(Check);
    }

    /// <summary>Null: the embedded engine.</summary>
    public string? Database(ParseResult arguments) => arguments.GetValue(_database);

    /// <summary>The address, which <see cref="Check"/> has found to be one.</summary>
    public static PostgreSqlAddress AddressOf(string database) =>
        (PostgreSqlAddress.IsUrl(database) ? PostgreSqlAddress.TryParseUrl(database) : PostgreSqlAddress.TryParse(database))!;

    void Check(CommandResult result)
    {
        var (database, engine) = (Value(result, _database), Value(result, _engine));
        if (database is null)
        {
            if (engine is not null)
                result.AddError("--engine goes with --database, which is missing.");
            return;
        }

        foreach (var option in embedded.GivenIn(result))
            result.AddError($"{option} is the embedded engine's; leave it out, or leave --database out.");
        if (engine is not (null or PostgreSql))
            result.AddError($"--engine is '{engine}'; it has to be {PostgreSql}.");
        else if (Wrong(database, engine) is { } why)
            result.AddError($"--database {why}: {Hint}.");
    }

    static string? Wrong(string database, string? engine)
    {
        if (PostgreSqlAddress.IsUrl(database))
            return IsAddress(database) ? null : "is not an address";
        if (database.Contains("://", StringComparison.Ordinal))
            return "is a URL of something else than PostgreSQL";
        if (engine is null)
            return "is not a URL";
        return IsAddress(database) ? null : "is not a connection string";
    }

    static bool IsAddress(string database) => AddressOf(database) is not null;

    static string? Value(CommandResult result, Option option) => result.GetResult(option) is { Tokens: [var token] } ? token.Value : null;
}
