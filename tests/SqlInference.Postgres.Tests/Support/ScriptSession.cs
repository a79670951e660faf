using SqlInference.Engines.PostgreSql;
using SqlInference.Language;
using SqlInference.Service.PostgreSql;

namespace SqlInference.Postgres.Tests.Support;

/// <summary>A session of the command on a database.</summary>
sealed class ScriptSession : IDisposable
{
    readonly PostgreSqlSession _session;
    readonly TextOutput _output = new();

    public ScriptSession(string connectionString) => _session = PostgreSqlSession.Open(PostgreSqlAddress.TryParse(connectionString)!, Notices.Add);

    public List<string> Notices { get; } = [];

    /// <summary>What the last statement of ours said that it had done.</summary>
    public string? Tag => _output.Tag;

    /// <summary>Runs a script and answers the rows of its last statement.</summary>
    public List<string?[]> Run(string script, CancellationToken cancellation = default)
    {
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.PostgreSql))
            _session.Run(script, statement, _output, cancellation);
        return _output.Rows;
    }

    public string? Ask(string query) => Assert.Single(Assert.Single(Run(query)));

    public void Dispose() => _session.Dispose();
}
