using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.Tests.DuckDb;

/// <summary>A database in memory, a session and a registry.</summary>
sealed class TestDatabase : IDisposable
{
    int _lastId;

    public TestDatabase(string path = DuckDbDatabase.InMemory, DuckDbOptions? options = null)
    {
        Database = DuckDbDatabase.Open(path, options ?? new() { Threads = 2 });
        Connection = Database.Connect();
        Registry = new(Database);
        if (options?.ReadOnly != true)
            Connection.Execute("CREATE SCHEMA IF NOT EXISTS public");
    }

    public DuckDbDatabase Database { get; }

    public DuckDbConnection Connection { get; }

    public FunctionRegistry Registry { get; }

    public PredictionFunction Function(string name, IScorer scorer, EngineType returns, params EngineType[] parameters) => new(
        $"{++_lastId}", "public", name, [.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))],
        returns, "public.m", scorer);

    /// <summary>Registers a function and runs its DDL.</summary>
    public PredictionFunction Create(string name, IScorer scorer, EngineType returns, params EngineType[] parameters)
    {
        var function = Function(name, scorer, returns, parameters);
        var change = Registry.Add(function);
        Connection.Execute(change.Sql);
        change.Complete();
        return function;
    }

    /// <summary>All values as text, row by row; NULL as null.</summary>
    public string?[][] Rows(string sql) => Rows(Connection.Query(sql));

    public static string?[][] Rows(DuckDbResult result)
    {
        using (result)
        {
            var rows = new List<string?[]>();
            while (result.Read())
            {
                for (var row = 0; row < result.RowCount; row++)
                    rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetText(column, row))]);
            }

            return [.. rows];
        }
    }

    /// <summary>The first column as text.</summary>
    public IReadOnlyList<string?> Column(string sql) => [.. Rows(sql).Select(row => row[0])];

    public string? Scalar(string sql) => Assert.Single(Column(sql));

    public void Dispose()
    {
        Registry.Dispose();
        Connection.Dispose();
        Database.Dispose();
    }
}
