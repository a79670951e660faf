using SqlInference.Engines.DuckDb.Tables;

namespace SqlInference.Engines.Tests.DuckDb.Tables;

/// <summary>A table function made of delegates, which counts.</summary>
sealed class TestTable(Func<TableCall, TestTable.Plan> bind) : ITableSource
{
    int _plans;
    int _scans;

    public string Name => "test_table";

    public IReadOnlyList<FunctionParameter> Parameters { get; init; } = [];

    public IReadOnlyList<FunctionParameter> NamedParameters { get; init; } = [];

    /// <summary>Plans and scans that are not disposed.</summary>
    public (int Plans, int Scans) Alive => (_plans, _scans);

    public static Plan Rows(IReadOnlyList<TableColumn> columns, Action<TableChunk, CancellationToken> read) => new(columns, _ => read);

    public ITable Bind(TableCall call)
    {
        var plan = bind(call);
        plan.Owner = this;
        Interlocked.Increment(ref _plans);
        return plan;
    }

    public sealed class Plan(IReadOnlyList<TableColumn> columns, Func<CancellationToken, Action<TableChunk, CancellationToken>> open, Action? close = null) : ITable
    {
        public TestTable? Owner { get; set; }

        public IReadOnlyList<TableColumn> Columns => columns;

        public long? Cardinality { get; init; }

        public ITableReader Open(CancellationToken cancellation)
        {
            var reader = new Reader(open(cancellation), Owner!, close);
            Interlocked.Increment(ref Owner!._scans);
            return reader;
        }

        public void Dispose() => Interlocked.Decrement(ref Owner!._plans);
    }

    sealed class Reader(Action<TableChunk, CancellationToken> read, TestTable owner, Action? close) : ITableReader
    {
        public void Read(TableChunk chunk, CancellationToken cancellation) => read(chunk, cancellation);

        public void Dispose()
        {
            close?.Invoke();
            Interlocked.Decrement(ref owner._scans);
        }
    }
}
