using SqlInference.Engines.DuckDb;
using SqlInference.Language;
using SqlInference.Service.Embedded;
using SqlInference.Service.Statements;

namespace SqlInference.Service.Tests.Tables;

/// <summary>An embedded engine on a folder of its own, and a session.</summary>
public abstract class EngineFixture : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-").FullName;

    protected EngineFixture() => Open();

    protected EmbeddedEngine Engine { get; private set; } = null!;

    protected EmbeddedSession Session { get; private set; } = null!;

    protected List<string> Notices { get; } = [];

    protected string Folder => _folder;

    protected void Reopen()
    {
        Close();
        Open();
    }

    /// <summary>The rows of a script's last statement as text.</summary>
    protected string?[][] Run(string script, CancellationToken cancellation = default) => Run(Session, script, cancellation);

    protected static string?[][] Run(EmbeddedSession session, string script, CancellationToken cancellation = default)
    {
        var rows = new LastRows();
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
            session.Run(script, statement, rows, cancellation);
        return rows.Rows;
    }

    protected string? Scalar(string sql) => Assert.Single(Run(sql))[0];

    public void Dispose()
    {
        Close();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    void Open()
    {
        Engine = EmbeddedEngine.Open(_folder, threads: 2);
        Session = Engine.Connect(Notices.Add);
    }

    void Close()
    {
        Session.Dispose();
        Engine.Dispose();
    }

    sealed class LastRows : IStatementOutput
    {
        public string?[][] Rows { get; private set; } = [];

        public void Show(DuckDbResult result)
        {
            var rows = new List<string?[]>();
            while (result.Read())
            {
                for (var row = 0; row < result.RowCount; row++)
                    rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetText(column, row))]);
            }

            Rows = [.. rows];
        }

        public void Show(StatementResult result) => Rows = [.. result.Rows.Select(row => row.ToArray())];

        public void Progress(string what, double fraction)
        {
        }
    }
}
