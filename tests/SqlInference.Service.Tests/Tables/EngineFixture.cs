using SqlInference.Service.Embedded;

namespace SqlInference.Service.Tests.Tables;

/// <summary>A data folder that is open, for tests that mostly ask queries.</summary>
public abstract class EngineFixture : IDisposable
{
    readonly Workplace _place = new(new() { Remote = new() { Hosts = ["example.com"] } });

    protected EmbeddedEngine Engine => _place.Engine;

    protected IReadOnlyList<string> Notices => _place.Notices;

    protected string Warehouse => _place.Path("warehouse.duckdb");

    /// <summary>The rows of a script's last statement as text.</summary>
    protected IReadOnlyList<string?[]> Run(string script, CancellationToken cancellation = default) => _place.Run(script, cancellation).Rows;

    protected static IReadOnlyList<string?[]> Run(EmbeddedSession session, string script) => Workplace.Run(session, script).Rows;

    protected IReadOnlyList<string?> Row(string sql) => Assert.Single(Run(sql));

    protected string? Scalar(string sql) => Assert.Single(Row(sql));

    protected void Reopen() => _place.Reopen();

    public void Dispose()
    {
        _place.Dispose();
        GC.SuppressFinalize(this);
    }
}
