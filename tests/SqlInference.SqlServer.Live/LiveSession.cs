using SqlInference.Engines.SqlServer;
using SqlInference.Language;
using SqlInference.Service.SqlServer;
using SqlInference.SqlServer.Tests.Sessions;
using SqlInference.TestKit;

namespace SqlInference.SqlServer.Live;

/// <summary>A session of a database of its own on the server that the tests are given, with a service of its own.</summary>
sealed class LiveSession : IAsyncDisposable
{
    readonly string _database = SqlServerInstallation.NewDatabase();
    ServicePlace _service = null!;
    SqlServerSession _session = null!;

    public List<string> Notices { get; } = [];

    public static async Task<LiveSession> StartAsync()
    {
        var live = new LiveSession();
        live._service = await ServicePlace.StartAsync();
        live._session = SqlServerSession.Open(SqlServerAddress.TryParse(live._database)!, live._service.Client(), live.Notices.Add);
        return live;
    }

    /// <summary>Runs a script and answers what its last statement did, a line for each row.</summary>
    public IReadOnlyList<string> Run(string script)
    {
        var output = new TextOutput();
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.SqlServer))
        {
            output = new();
            _session.Run(script, statement, output, CancellationToken.None);
        }

        return output.Lines;
    }

    public void Finish() => _session.Finish(new TextOutput(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _service.DisposeAsync();
        SqlServerInstallation.Drop(_database);
    }
}
