using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;

namespace SqlInference.Engines.Tests.DuckDb.Tables;

public sealed class CallerQueryTests : IDisposable
{
    /// <summary>Of every kind of storage a vector can have.</summary>
    const string AllTypes =
        """
        SELECT n, n::DECIMAL(30, 3) AS d, CASE WHEN n % 3 > 0 THEN 'a text of some length ' || n END AS s, TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR * n AS t,
            [n, NULL, n + 1] AS l, {'a': n, 'b': [n::VARCHAR || ' and more than twelve']} AS st, MAP {'k': n} AS m, n::INTEGER[2] AS arr,
            (CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END)::ENUM('even', 'odd') AS e, n::VARCHAR::BLOB AS bl, n % 2 = 0 AS b, uuid_of AS u
        FROM (SELECT n, ('00000000-0000-0000-0000-' || lpad(n::VARCHAR, 12, '0'))::UUID AS uuid_of FROM range(5000) r(n))
        """;

    readonly TestDatabase _db = new();

    public CallerQueryTests() => TableFunctions.Register(_db.Connection, PassedOn());

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Columns_of_every_type_are_passed_on_whole_and_in_slices()
    {
        var select = AllTypes.Replace("n::INTEGER[2]", "[n::INTEGER, 7]::INTEGER[2]");

        var expected = _db.Rows(select);

        Assert.Equal(5000, expected.Length);
        Assert.Equal(expected, _db.Rows($"SELECT * FROM test_table({SqlText.Literal(select)})"));
        _db.Connection.Execute($"CREATE TABLE copy AS SELECT * FROM test_table({SqlText.Literal(select)})");
        Assert.Equal(expected, _db.Rows("SELECT * FROM copy"));
        Assert.Equal("0", _db.Scalar($"SELECT count(*) FROM ((SELECT * FROM copy) EXCEPT ({select}))"));
    }

    [Fact]
    public void The_caller_s_search_path_and_time_zone_count()
    {
        _db.Connection.Execute("CREATE SCHEMA s; CREATE TABLE s.t AS SELECT 42 AS answer");

        Assert.Equal(ErrorConditions.DatabaseError,
            Assert.Throws<DuckDbException>(() => _db.Scalar("SELECT * FROM test_table('SELECT answer FROM t')")).Condition);
        _db.Connection.Execute("SET search_path = 's,main'; SET TimeZone = 'Asia/Tokyo'");
        Assert.Equal("42", _db.Scalar("SELECT * FROM test_table('SELECT answer FROM t')"));
        Assert.Equal("2024-01-01 09:00:00",
            _db.Scalar("SELECT * FROM test_table('SELECT (TIMESTAMPTZ ''2024-01-01 00:00:00+00'')::TIMESTAMP')"));
    }

    [Theory]
    [InlineData("DROP TABLE t", "The inner query is not a SELECT.")]
    [InlineData("INSERT INTO t VALUES (1)", "The inner query is not a SELECT.")]
    [InlineData("EXPLAIN SELECT 1", "The inner query is not a SELECT.")]
    [InlineData("COPY t TO ''/tmp/never''", "The inner query is not a SELECT.")]
    [InlineData("SET threads = 1", "The inner query is not a SELECT.")]
    [InlineData("SELECT 1; SELECT 2", "The text of the inner query holds 2 statements; it has to be one SELECT.")]
    [InlineData("SELECT $1", "The inner query has parameters, which nothing gives a value.")]
    public void Text_that_is_not_one_SELECT_is_refused(string text, string message)
    {
        _db.Connection.Execute("CREATE TABLE t (n INTEGER)");

        var error = Assert.Throws<DuckDbException>(() => _db.Rows($"SELECT * FROM test_table('{text}')"));

        Assert.Equal(ErrorConditions.InvalidClauseValue, error.Condition);
        Assert.Equal($"test_table: {message}", error.Message);
        Assert.Equal("0", _db.Scalar("SELECT count(*) FROM t"));
    }

    [Theory]
    [InlineData("SELECT nope FROM range(3)", "Binder Error")]
    [InlineData("SELECT FROM WHERE", "Parser Error")]
    [InlineData("", "no statement")]
    [InlineData("SELECT CASE WHEN range < 4000 THEN range ELSE error(''late'') END FROM range(5000)", "late")]
    public void What_the_inner_query_says_is_passed_on(string text, string part)
    {
        var error = Assert.Throws<DuckDbException>(() => _db.Rows($"SELECT * FROM test_table('{text}')"));

        Assert.Equal(ErrorConditions.DatabaseError, error.Condition);
        Assert.StartsWith("test_table: The inner query failed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_model_s_failure_within_the_inner_query_keeps_its_condition()
    {
        _db.Create("f", TestScorer.Create([Inference.Columns.ElementType.Float64], Inference.Columns.ElementType.Float64,
            (_, _) => throw new SqlInferenceException(ErrorConditions.QueueFull, "The queue is full.", "Retry later.")), EngineType.Double, EngineType.Double);

        var error = Assert.Throws<DuckDbException>(() => _db.Rows("SELECT * FROM test_table('SELECT public.f(n) FROM range(10) t(n)')"));

        Assert.Equal((ErrorConditions.QueueFull, "Retry later."), (error.Condition, error.Hint));
        Assert.Equal("test_table: The inner query failed: model public.m: The queue is full.", error.Message);
    }

    [Fact]
    public void Calls_may_be_nested_and_an_empty_result_has_columns()
    {
        Assert.Equal("3", _db.Scalar("SELECT count(*) FROM test_table('SELECT * FROM test_table(''SELECT * FROM range(3)'')')"));
        Assert.Equal("0", _db.Scalar("SELECT count(a) FROM test_table('SELECT 1 AS a WHERE false')"));
    }

    [Fact]
    public void LIMIT_ends_the_inner_query()
    {
        Assert.Equal(["0", "1"], _db.Column("SELECT * FROM test_table('SELECT * FROM range(1000000000000)') LIMIT 2"));
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public async Task A_cancellation_ends_the_inner_query()
    {
        using var cancellation = new CancellationTokenSource();
        var query = Task.Run(() => _db.Connection.Execute(
            "SELECT * FROM test_table('SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range % 7 = 3')", cancellation.Token));
        await Task.Delay(200);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_transaction_s_own_changes_are_not_seen_and_do_not_block()
    {
        _db.Connection.Execute("CREATE TABLE t AS SELECT 1 AS n");
        _db.Connection.Execute("BEGIN; INSERT INTO t VALUES (2)");

        Assert.Equal("1", _db.Scalar("SELECT count(*) FROM test_table('SELECT * FROM t')"));
        _db.Connection.Execute("COMMIT");
        Assert.Equal("2", _db.Scalar("SELECT count(*) FROM test_table('SELECT * FROM t')"));
    }

    /// <summary>Passes a query's rows on, the chunks alternately whole and in slices of 300.</summary>
    static TestTable PassedOn() => new(call =>
    {
        var query = call.Caller.Plan(call.Text(0)!, call.Cancellation);
        CallerRows? rows = null;
        return new(query.Columns, cancellation =>
        {
            rows = query.Open(cancellation);
            var chunks = 0;
            var next = 0;
            return (chunk, _) =>
            {
                if (next == rows.Result.RowCount)
                {
                    next = 0;
                    if (!rows.Read())
                        return;
                    chunks++;
                }

                var count = chunks % 2 == 0 ? rows.Result.RowCount : Math.Min(300, rows.Result.RowCount - next);
                chunk.Share(rows.Result, next, count);
                next += count;
            };
        }, () => rows?.Dispose());
    })
    { Parameters = [new("query", EngineType.Varchar)] };
}
