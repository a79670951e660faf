using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Cli.Remote;
using SqlInference.Engines.PostgreSql;
using SqlInference.Engines.SqlServer;
using SqlInference.Service.PostgreSql;
using SqlInference.Service.Sessions;
using SqlInference.Service.SqlServer;

namespace SqlInference.Cli.Commands;

/// <summary>The options of the commands that run on a database server as well as on the embedded engine.</summary>
sealed class DatabaseOptions(EngineOptions embedded)
{
    const string PostgreSql = "postgresql";
    const string SqlServer = "sqlserver";

    // Whatever is wrong with an address, it is not repeated: there may be a password in it.
    const string Hint = "write postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string together with --engine";

    readonly Option<string?> _database = new("--database")
    {
        Description = "The database to run on instead: postgresql://USER@HOST/DATABASE, which has the extension sqlinference, or sqlserver://USER@HOST/DATABASE.",
        HelpName = "URL",
    };

    readonly Option<string?> _engine = new("--engine") { Description = "What kind of database --database means where that is no URL: postgresql or sqlserver.", HelpName = "KIND" };

    readonly ServiceLocationOptions _service = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_database);
        command.Options.Add(_engine);
        _service.AddTo(command);
        command.Validators.Add(Check);
    }

    /// <summary>Opens a session of the database; null: the command runs on the embedded engine.</summary>
    public Func<Action<string>, IScriptSession>? Session(ParseResult arguments)
    {
        if (arguments.GetValue(_database) is not { } database)
            return null;
        if (KindOf(database, arguments.GetValue(_engine)) == PostgreSql)
            return notice => PostgreSqlSession.Open(PostgreSqlAddressOf(database)!, notice);
        return notice => OnSqlServer(database, _service.Connect(arguments), notice);
    }

    /// <summary>The database as messages name it; null for the embedded engine.</summary>
    public string? Shown(ParseResult arguments) => arguments.GetValue(_database) is not { } database ? null
        : KindOf(database, arguments.GetValue(_engine)) == PostgreSql ? PostgreSqlAddressOf(database)!.ToString() : SqlServerAddressOf(database)!.ToString();

    // Apart, so that the driver is loaded for those only who use it.
    static SqlServerSession OnSqlServer(string database, ServiceClient service, Action<string> notice)
    {
        try
        {
            return SqlServerSession.Open(SqlServerAddressOf(database)!, service, notice);
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    static string? KindOf(string database, string? engine) =>
        PostgreSqlAddress.IsUrl(database) ? PostgreSql : database.StartsWith($"{SqlServer}://", StringComparison.OrdinalIgnoreCase) ? SqlServer : engine;

    static PostgreSqlAddress? PostgreSqlAddressOf(string database) =>
        PostgreSqlAddress.IsUrl(database) ? PostgreSqlAddress.TryParseUrl(database) : PostgreSqlAddress.TryParse(database);

    static SqlServerAddress? SqlServerAddressOf(string database) =>
        SqlServerAddress.IsUrl(database) ? SqlServerAddress.TryParseUrl(database) : SqlServerAddress.TryParse(database);

    void Check(CommandResult result)
    {
        var (database, engine) = (Value(result, _database), Value(result, _engine));
        if (database is null)
        {
            if (engine is not null)
                result.AddError("--engine goes with --database, which is missing.");
            foreach (var option in _service.GivenIn(result))
                result.AddError($"{option} goes with --database sqlserver://…, which is missing.");
            return;
        }

        foreach (var option in embedded.GivenIn(result))
            result.AddError($"{option} is the embedded engine's; leave it out, or leave --database out.");
        var kind = KindOf(database, engine);
        if (engine is not (null or PostgreSql or SqlServer))
            result.AddError($"--engine is '{engine}'; it has to be {PostgreSql} or {SqlServer}.");
        else if (engine is not null && kind != engine)
            result.AddError($"--engine is {engine}, and --database is a URL of {kind}: leave --engine out.");
        else if (Wrong(database, kind) is { } why)
            result.AddError($"--database {why}: {Hint}.");
        foreach (var option in kind == PostgreSql ? _service.GivenIn(result) : [])
            result.AddError($"{option} is for SQL Server; on PostgreSQL the server knows its service.");
    }

    static string? Wrong(string database, string? kind)
    {
        var isUrl = database.Contains("://", StringComparison.Ordinal) && (PostgreSqlAddress.IsUrl(database) || kind == SqlServer);
        if (!isUrl && database.Contains("://", StringComparison.Ordinal))
            return "is a URL of something else than PostgreSQL or SQL Server";
        if (kind is null)
            return "is not a URL";
        var isAddress = kind == PostgreSql ? PostgreSqlAddressOf(database) is not null : SqlServerAddressOf(database) is not null;
        return isAddress ? null : isUrl ? "is not an address" : "is not a connection string";
    }

    static string? Value(CommandResult result, Option option) => result.GetResult(option) is { Tokens: [var token] } ? token.Value : null;
}
