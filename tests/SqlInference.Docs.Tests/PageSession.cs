using System.Text;
using SqlInference.Cli.Output;
using SqlInference.Cli.Plot;
using SqlInference.Cli.Terminal;
using SqlInference.Language;
using SqlInference.Service.Embedded;

namespace SqlInference.Docs.Tests;

/// <summary>A fresh embedded engine, used as the command does: what its statements print is kept.</summary>
sealed class PageSession : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-docs-").FullName;
    readonly EmbeddedEngine _engine;
    readonly EmbeddedSession _session;
    readonly MemoryStream _printed = new();
    readonly OutputBuffer _buffer;
    readonly StatementOutput _output;

    /// <param name="scriptFolder">Where files that statements name are, seen from the script.</param>
    public PageSession(string scriptFolder)
    {
        _engine = EmbeddedEngine.Open(_folder);
        _session = _engine.Connect();
        _session.ScriptFolder = scriptFolder;
        _buffer = new(bytes => _printed.Write(bytes.Span));
        _output = new(new TableFormat(_buffer, maxRows: 0, onTerminal: false, colour: false));
    }

    /// <summary>What the statements print, as the command does to a file.</summary>
    public string Run(string script)
    {
        _printed.SetLength(0);
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.Embedded))
        {
            _output.Statement = statement.In(script).ToString();
            _session.Run(script, statement, _output, CancellationToken.None);
        }

        _session.Finish(_output, CancellationToken.None);

        _buffer.Flush();
        return Encoding.UTF8.GetString(_printed.ToArray());
    }

    public void RunFile(string path) => Run(Repository.Read(path));

    /// <summary>The rows of one query, as text.</summary>
    public List<string?[]> Query(string sql)
    {
        var rows = new RowCollector();
        _session.Run(sql, Assert.Single(ScriptSplitter.Split(sql, SqlDialect.Embedded)), rows, CancellationToken.None);
        return rows.Rows;
    }

    /// <summary>The picture that <c>sqlinference plot</c> makes of a query.</summary>
    public string Draw(string sql, string title)
    {
        var output = new PlotOutput();
        _session.Run(sql, Assert.Single(ScriptSplitter.Split(sql, SqlDialect.Embedded)), output, CancellationToken.None);
        return AnomalyPlot.Draw(output.Data!, title);
    }

    public void Dispose()
    {
        _session.Dispose();
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
