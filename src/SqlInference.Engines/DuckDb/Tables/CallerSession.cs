using SqlInference.Engines.DuckDb.Native;

namespace SqlInference.Engines.DuckDb.Tables;

/// <summary>
/// The session that calls a table function, as far as a query on its behalf depends on it. Such a query runs on a
/// connection of its own, so it sees neither temporary tables nor what an open transaction of the caller has changed.
/// </summary>
public sealed class CallerSession
{
    static readonly string[] Settings = ["search_path", "TimeZone", "Calendar", "default_order", "default_null_order"];

    readonly DuckDbDatabase _database;
    readonly ISessionAccess? _access;
    readonly (string Name, string Value)[] _settings;

    internal CallerSession(DuckDbDatabase database, ClientContextHandle context, ISessionAccess? access)
    {
        _database = database;
        _access = access;
        _settings = [.. Settings
            .Select(name => (name, DuckDbConnection.Setting(context, name)))
            .Where(setting => !string.IsNullOrEmpty(setting.Item2))
            .Select(setting => (setting.name, setting.Item2!))];
    }

    /// <summary>What the session may call; null for everything.</summary>
    public ISessionAccess? Access => _access;

    /// <summary>Plans a single SELECT without running it; anything else is refused.</summary>
    public CallerQuery Plan(string sql, CancellationToken cancellation) => CallerQuery.Plan(this, sql, cancellation);

    internal DuckDbConnection Connect()
    {
        var connection = _database.Connect();
        connection.Access = _access;
        try
        {
            foreach (var (name, value) in _settings)
            {
                if (connection.Setting(name) != value)
                    connection.Execute($"SET SESSION {SqlText.Identifier(name)} = {SqlText.Literal(value)}");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
