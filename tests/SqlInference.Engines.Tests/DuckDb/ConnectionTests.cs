using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb;

public sealed class ConnectionTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void A_script_runs_to_its_last_statement_whose_rows_are_the_result() =>
        Assert.Equal(["3"], _db.Column("CREATE TABLE t(x INT); INSERT INTO t VALUES (1), (2); SELECT sum(x) FROM t"));

    [Fact]
    public void Commands_count_the_rows_they_change()
    {
        Assert.Equal(-1, _db.Connection.Execute("CREATE TABLE t(x INT)"));
        Assert.Equal(3, _db.Connection.Execute("INSERT INTO t VALUES (1), (2), (3)"));
        Assert.Equal(2, _db.Connection.Execute("UPDATE t SET x = 0 WHERE x > 1"));
        Assert.Equal(3, _db.Connection.Execute("DELETE FROM t"));
        using var result = _db.Connection.Query("SELECT * FROM t");
        Assert.True(result.HasRows);
        Assert.Equal(DuckDbStatementKind.Select, result.StatementKind);
        Assert.False(result.Read());
    }

    [Theory]
    [InlineData("SELEC 1", DuckDbErrorType.Parser)]
    [InlineData("SELECT * FROM missing", DuckDbErrorType.Catalog)]
    [InlineData("SELECT nosuch FROM (SELECT 1)", DuckDbErrorType.Binder)]
    [InlineData("SELECT CAST(s AS INT) FROM (SELECT 'x' || range AS s FROM range(3))", DuckDbErrorType.Conversion)]
    [InlineData("", DuckDbErrorType.Parser)]
    public void Errors_carry_their_type_and_leave_the_session_usable(string sql, DuckDbErrorType type)
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Connection.Execute(sql));

        Assert.Equal(type, error.Type);
        Assert.Equal(ErrorConditions.DatabaseError, error.Condition);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_failure_in_the_middle_of_a_script_is_seen()
    {
        Assert.Throws<DuckDbException>(() => _db.Connection.Execute("SELECT CAST('x' || range AS INT) FROM range(3); SELECT 1"));
    }

    [Fact]
    public void A_query_that_fails_while_its_rows_stream_ends_with_the_error()
    {
        using var result = _db.Connection.Query("SELECT CASE WHEN range = 299999 THEN CAST('x' AS INT) ELSE 1 END FROM range(300000)");
        var rows = 0;

        var error = Assert.Throws<DuckDbException>(() =>
        {
            while (result.Read())
                rows += result.RowCount;
        });

        Assert.Equal(DuckDbErrorType.Conversion, error.Type);
        Assert.True(rows < 300_000);
    }

    [Fact]
    public void A_result_may_be_left_before_its_end()
    {
        using (var result = _db.Connection.Query("SELECT * FROM range(100000000)"))
            Assert.True(result.Read());

        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_locked_configuration_still_lets_sessions_in()
    {
        _db.Connection.Execute("SET lock_configuration = true");

        using var other = _db.Database.Connect();
        using var result = other.Query("SELECT 1");

        Assert.True(result.Read());
    }

    [Fact]
    public void A_command_counts_as_done_before_its_result_is_read()
    {
        using (_db.Connection.Query("CREATE TABLE t AS SELECT 1 AS x"))
        {
        }

        Assert.Equal("1", _db.Scalar("SELECT x FROM t"));
    }

    [Fact]
    public void A_busy_connection_says_so()
    {
        using var result = _db.Connection.Query("SELECT 1");

        Assert.Throws<InvalidOperationException>(() => _db.Connection.Execute("SELECT 2"));
    }

    [Fact]
    public void Parameters_of_every_kind_are_bound()
    {
        var statement = _db.Connection.Prepare("SELECT $1::BOOLEAN, $2::SMALLINT, $3::INT, $4::BIGINT, $5::FLOAT, $6::DOUBLE, $7::DECIMAL(10,4), $8::VARCHAR, $9::DATE, $10::TIMESTAMP, $11::VARCHAR, $12::DOUBLE[]");
        object?[] values = [true, (short)1, 2, 3L, 1.5f, 2.5, 3.1234m, "a\0b", new DateOnly(2014, 7, 1),
            new DateTime(2014, 7, 1, 12, 0, 0, DateTimeKind.Utc), null, new[] { 1.0, 2.0 }];

        var row = TestDatabase.Rows(statement.Query(values))[0];

        Assert.Equal((string?[])["true", "1", "2", "3", "1.5", "2.5", "3.1234", "a\0b", "2014-07-01", "2014-07-01 12:00:00", null, "[1.0, 2.0]"], row);
    }

    [Fact]
    public void A_wrong_number_of_parameters_is_refused()
    {
        Assert.Throws<ArgumentException>(() => _db.Connection.Prepare("SELECT $1").Query([]));
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void Interrupt_cancels_the_query_under_way()
    {
        using var started = new ManualResetEventSlim();
        var task = Task.Run(() =>
        {
            started.Set();
            _db.Connection.Execute("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b");
        });
        started.Wait();
        // Until the query is under way there is nothing to interrupt.
        while (!task.IsCompleted)
            _db.Connection.Interrupt();

        Assert.IsAssignableFrom<OperationCanceledException>(task.Exception?.InnerException);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_token_cancels_the_query_and_is_named_by_the_exception()
    {
        using var source = new CancellationTokenSource();
        using var result = _db.Connection.Query("SELECT a.range FROM range(1000000) a, range(1000000) b WHERE a.range + b.range >= 0", source.Token);
        Assert.True(result.Read());
        source.Cancel();

        var error = Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (result.Read())
            {
            }
        });
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void A_token_cancelled_before_keeps_the_query_from_running()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Execute("CREATE TABLE t(x INT)", new(true)));
        Assert.Empty(_db.Rows("SELECT * FROM duckdb_tables()"));
    }

    [Fact]
    public void Progress_is_seen_from_another_thread_while_a_query_runs()
    {
        var most = 0.0;
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64, (input, result) =>
        {
            input[0].Span<double>().CopyTo(result.Span<double>());
            // DuckDB counts only now and then; a query that is over at once is never counted.
            Thread.Sleep(1);
            most = Math.Max(most, _db.Connection.Progress.Percentage ?? 0);
        });
        _db.Create("same", scorer, EngineType.Double, EngineType.Double);
        _db.Connection.Execute("CREATE TABLE big AS SELECT range AS n FROM range(1000000)");

        for (var i = 0; i < 20 && most < 1; i++)
            _db.Connection.Execute("SELECT max(public.same(n)) FROM big");

        Assert.InRange(most, 1, 100);
    }
}
