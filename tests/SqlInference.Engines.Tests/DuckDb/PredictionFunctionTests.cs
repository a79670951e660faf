using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb;

public sealed class PredictionFunctionTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void A_function_answers_every_row_and_NULL_for_NULL()
    {
        _db.Create("twice", TestScorer.Twice(), EngineType.Double, EngineType.Integer);

        Assert.Equal(["2.0", "4.0", null, "8.0"], _db.Column("SELECT public.twice(x) FROM (VALUES (1), (2), (NULL), (4)) t(x)"));
    }

    [Fact]
    public void Text_reaches_the_model_and_labels_come_back()
    {
        _db.Create("echo", Echo(), EngineType.Varchar, EngineType.Varchar);
        string[] texts = ["", "short", "exactly12byt", "thirteen byte", "größer als zwölf Bytes: 日本語 🎉", "a\0b", new('x', 5000)];
        _db.Connection.Prepare("CREATE TABLE t AS SELECT unnest($1) AS s").Execute([texts]);
        _db.Connection.Execute("INSERT INTO t VALUES (NULL)");

        Assert.Equal((string?[])[.. texts, null], _db.Column("SELECT public.echo(s) FROM t"));
    }

    [Fact]
    public void A_chunk_of_nothing_but_NULL_is_answered_with_NULL()
    {
        _db.Create("echo", Echo(), EngineType.Varchar, EngineType.Varchar);
        _db.Connection.Execute("CREATE TABLE t AS SELECT NULL::VARCHAR AS s FROM range(5000)");

        Assert.Equal("5000", _db.Scalar("SELECT count(*) FROM t WHERE public.echo(s) IS NULL"));
    }

    [Fact]
    public void No_rows_mean_no_call()
    {
        var scorer = TestScorer.Twice();
        _db.Create("twice", scorer, EngineType.Double, EngineType.Double);

        Assert.Empty(_db.Rows("SELECT public.twice(x) FROM (VALUES (1.0)) t(x) WHERE x > 2"));
        Assert.Equal(0, scorer.Calls);
    }

    [Fact]
    public void Only_rows_that_pass_the_filter_are_scored()
    {
        var scorer = TestScorer.Twice();
        _db.Create("twice", scorer, EngineType.Double, EngineType.Double);

        _db.Column("SELECT public.twice(n) FROM range(10000) t(n) WHERE n % 7 = 0");

        Assert.Equal(1429, scorer.Rows);
    }

    [Fact]
    public void Only_rows_of_the_taken_branch_of_CASE_are_scored()
    {
        var scorer = TestScorer.Twice();
        _db.Create("twice", scorer, EngineType.Double, EngineType.Double);

        Assert.Equal(["-1.0", "2.0", "-1.0", "6.0"],
            _db.Column("SELECT CASE WHEN n % 2 = 1 THEN public.twice(n) ELSE -1 END FROM range(4) t(n)"));
        Assert.Equal(2, scorer.Rows);
    }

    [Fact]
    public void A_constant_argument_is_scored_once()
    {
        var scorer = TestScorer.Twice();
        _db.Create("twice", scorer, EngineType.Double, EngineType.Double);

        Assert.Equal("42000.0", _db.Scalar("SELECT sum(public.twice(21)) FROM range(1000)"));
        Assert.Equal(1, scorer.Rows);
    }

    [Fact]
    public void Several_row_groups_reach_the_scorer_concurrently()
    {
        using var both = new Barrier(2);
        var scorer = TestScorer.CreateAsync([ElementType.Float64], ElementType.Float64, (input, result, _) =>
        {
            // Whoever comes first waits for a second thread; later calls need not.
            both.SignalAndWait(TimeSpan.FromMilliseconds(both.CurrentPhaseNumber == 0 ? 60_000 : 0));
            result.Reset(ElementType.Float64, input.RowCount);
            input[0].Span<double>().CopyTo(result.Span<double>());
            return ValueTask.CompletedTask;
        });
        _db.Create("same", scorer, EngineType.Double, EngineType.Double);
        _db.Connection.Execute("CREATE TABLE big AS SELECT n::DOUBLE AS n FROM range(300000) t(n)");

        Assert.Equal("44999850000.0", _db.Scalar("SELECT sum(public.same(n)) FROM big"));
        Assert.Equal(2, scorer.MostConcurrent);
        Assert.Equal(300_000, scorer.Rows);
    }

    [Fact]
    public void A_failing_model_fails_the_query_with_its_condition_and_leaves_the_session_usable()
    {
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64,
            (_, _) => throw new SqlInferenceException(ErrorConditions.QueueFull, "The queue is full.", "Retry later."));
        _db.Create("f", scorer, EngineType.Double, EngineType.Double);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(n) FROM range(10) t(n)"));

        Assert.Equal(ErrorConditions.QueueFull, error.Condition);
        Assert.Equal("model public.m: The queue is full.", error.Message);
        Assert.Equal("Retry later.", error.Hint);
        Assert.Equal(DuckDbErrorType.InvalidInput, error.Type);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void An_unexpected_exception_is_an_internal_error_that_names_the_model()
    {
        _db.Create("f", TestScorer.Create([ElementType.Float64], ElementType.Float64, (_, _) => throw new InvalidOperationException("oops")),
            EngineType.Double, EngineType.Double);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(n) FROM range(10) t(n)"));

        Assert.Equal(ErrorConditions.InternalError, error.Condition);
        Assert.Equal("model public.m: unexpected InvalidOperationException: oops", error.Message);
    }

    [Fact]
    public void A_scorer_that_completes_later_is_waited_for()
    {
        var scorer = TestScorer.CreateAsync([ElementType.Float64], ElementType.Float64, async (input, result, _) =>
        {
            await Task.Yield();
            result.Reset(ElementType.Float64, input.RowCount);
            input[0].Span<double>().CopyTo(result.Span<double>());
        });
        _db.Create("same", scorer, EngineType.Double, EngineType.Double);

        Assert.Equal("49995000.0", _db.Scalar("SELECT sum(public.same(n)) FROM range(10000) t(n)"));
    }

    static TestScorer Echo() => TestScorer.Create([ElementType.Utf8], ElementType.Utf8, (input, result) =>
    {
        for (var row = 0; row < input.RowCount; row++)
        {
            result.AppendText(input[0].Utf8At(row));
            if (!input[0].IsValid(row))
                result.SetNull(row);
        }
    });
}
