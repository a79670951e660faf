using System.Globalization;
using SqlInference.Engines.DuckDb;
using SqlInference.Inference.Columns;
using SqlInference.Language;
using SqlInference.Service.Embedded;
using SqlInference.Service.Sessions;
using SqlInference.Service.Statements;

namespace Benchmarks;

/// <summary>The embedded engine on a folder of its own, with a session, as <c>sqlinference run</c> has them.</summary>
sealed class Warehouse : IDisposable
{
    readonly EmbeddedEngine _engine;
    readonly EmbeddedSession _session;
    readonly string? _temporary;

    Warehouse(string folder, int? threads, bool keep)
    {
        Folder = folder;
        _temporary = keep ? null : folder;
        _engine = EmbeddedEngine.Open(folder, threads: threads);
        _session = _engine.Connect();
    }

    public string Folder { get; }

    public static Warehouse Open(string folder, int? threads = null) => new(folder, threads, keep: true);

    public static Warehouse Temporary(int? threads = null) =>
        new(Directory.CreateTempSubdirectory("sqlinference-benchmark-").FullName, threads, keep: false);

    public void Run(string script)
    {
        Begin(script);
        _session.Finish(new Reader(static _ => { }), CancellationToken.None);
    }

    /// <summary>Runs a script without waiting for the models that it trains.</summary>
    public void Begin(string script)
    {
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
            _session.Run(script, statement, new Reader(static _ => { }), CancellationToken.None);
    }

    /// <summary>The number that a query answers in its first row.</summary>
    public double Number(string query)
    {
        var number = double.NaN;
        Read(query, rows => number = double.Parse(rows.GetText(0, 0)!, CultureInfo.InvariantCulture));
        return number;
    }

    /// <summary>A query's only column, which has <paramref name="rows"/> rows.</summary>
    public ColumnBuffer Column(string query, ElementType type, int rows)
    {
        var column = new ColumnBuffer();
        column.Reset(type, rows);
        var at = 0;
        Read(query, chunk =>
        {
            column.Write(chunk.View(0), 0, chunk.RowCount, at);
            at += chunk.RowCount;
        });
        return column;
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
        if (_temporary != null)
            Directory.Delete(_temporary, recursive: true);
    }

    void Read(string query, Action<DuckDbResult> chunk)
    {
        foreach (var statement in ScriptSplitter.Split(query, SqlDialect.Embedded))
            _session.Run(query, statement, new Reader(chunk), CancellationToken.None);
    }

    sealed class Reader(Action<DuckDbResult> chunk) : IStatementOutput
    {
        public void Show(DuckDbResult result)
        {
            while (result.Read())
                chunk(result);
        }

        public void Show(StatementResult result)
        {
        }

        public void Progress(string what, double fraction)
        {
        }
    }
}
