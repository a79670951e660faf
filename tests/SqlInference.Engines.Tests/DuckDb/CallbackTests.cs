using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb;

/// <summary>What happens between DuckDB's threads and the model: cancellation, callers, errors that are caught, memory.</summary>
public sealed class CallbackTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void A_cancelled_token_ends_a_model_that_is_waiting()
    {
        using var source = new CancellationTokenSource();
        _db.Create("wait", WaitUntilCancelled(source.Cancel), EngineType.Double, EngineType.Integer);

        var error = Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Execute("SELECT public.wait(n) FROM range(10) t(n)", source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void Interrupt_ends_a_model_that_is_waiting()
    {
        _db.Create("wait", WaitUntilCancelled(() => _db.Connection.Interrupt()), EngineType.Double, EngineType.Integer);

        Assert.ThrowsAny<OperationCanceledException>(() => _db.Connection.Execute("SELECT public.wait(n) FROM range(10) t(n)"));
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void Leaving_a_result_early_ends_the_models_at_work_for_it()
    {
        using var cancelled = new ManualResetEventSlim();
        using var waiting = new ManualResetEventSlim();
        var session = Environment.CurrentManagedThreadId;
        var scorer = TestScorer.CreateAsync([ElementType.Int32], ElementType.Float64, (batch, result, context) =>
        {
            result.Reset(ElementType.Float64, batch.RowCount);
            result.Span<double>().Clear();
            if (Environment.CurrentManagedThreadId != session)
                return WaitOnWorker(context.Cancellation);
            Assert.True(waiting.Wait(TimeSpan.FromSeconds(30)));
            return ValueTask.CompletedTask;
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.Integer);
        // In any order, so that the rows of the session's own thread are enough to begin with.
        _db.Connection.Execute("SET preserve_insertion_order = false; CREATE TABLE big AS SELECT range::INT AS n FROM range(1000000)");

        using (var result = _db.Connection.Query("SELECT public.f(n) FROM big"))
            Assert.True(result.Read());

        Assert.True(cancelled.IsSet);
        Assert.Equal("1", _db.Scalar("SELECT 1"));

        async ValueTask WaitOnWorker(CancellationToken cancellation)
        {
            waiting.Set();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                cancelled.Set();
            }
        }
    }

    /// <summary>DuckDB throws through its C functions where its memory runs out, which would end this process.</summary>
    [Fact]
    public void Answers_larger_than_the_memory_limit_do_not_end_the_process()
    {
        var echo = TestScorer.Create([ElementType.Utf8], ElementType.Utf8, (batch, result) =>
        {
            for (var row = 0; row < batch.RowCount; row++)
                result.AppendText(batch[0].Utf8At(row));
        });
        var lists = TestScorer.Create([ElementType.Int32], new ColumnType(ElementType.Float64, 4000), (_, result) => result.Span<double>().Clear());
        _db.Create("echo", echo, EngineType.Varchar, EngineType.Varchar);
        _db.Create("lists", lists, EngineType.DoubleList, EngineType.Integer);
        _db.Connection.Execute("SET memory_limit = '30MB'; SET max_temp_directory_size = '0B'");

        var error = Assert.Throws<DuckDbException>(
            () => _db.Connection.Execute("CREATE TABLE t AS SELECT public.echo(repeat('x', 4000) || n) AS v FROM range(30000) t(n)"));
        Assert.Equal(DuckDbErrorType.OutOfMemory, error.Type);
        Assert.Equal("120000", _db.Scalar("SELECT sum(len(public.lists(n::INTEGER))) FROM range(30) t(n)"));
        Assert.Equal("12000000", _db.Scalar("SELECT sum(len(public.lists(n::INTEGER))) FROM range(3000) t(n)"));
        Assert.Equal("xyz", _db.Scalar("SELECT public.echo('xyz')"));
    }

    [Fact]
    public void Each_connection_is_a_caller_of_its_own()
    {
        var callers = new List<long>();
        var scorer = TestScorer.CreateAsync([ElementType.Int32], ElementType.Float64, (batch, result, context) =>
        {
            callers.Add(context.CallerId);
            result.Reset(ElementType.Float64, batch.RowCount);
            return ValueTask.CompletedTask;
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.Integer);
        using var other = _db.Database.Connect();

        _db.Connection.Execute("SELECT public.f(1)");
        _db.Connection.Execute("SELECT public.f(2)");
        other.Execute("SELECT public.f(1)");

        Assert.Equal(callers[0], callers[1]);
        Assert.NotEqual(callers[0], callers[2]);
    }

    [Fact]
    public void An_error_that_TRY_caught_is_not_blamed_for_a_later_one()
    {
        _db.Create("f", Failing(ErrorConditions.QueueFull, "The queue is full."), EngineType.Double, EngineType.Double);
        Assert.Null(_db.Scalar("SELECT TRY(public.f(n)) FROM range(1) t(n)"));

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT TRY(public.f(n)), CAST('x' || n AS INT) FROM range(1) t(n)"));

        Assert.Equal(DuckDbErrorType.Conversion, error.Type);
        Assert.Equal(ErrorConditions.DatabaseError, error.Condition);
    }

    [Fact]
    public void Among_several_failures_the_one_that_ended_the_query_is_told()
    {
        _db.Create("caught", Failing(ErrorConditions.QueueFull, "The queue is full."), EngineType.Double, EngineType.Double);
        _db.Create("ended", Failing(ErrorConditions.DeviceNotAvailable, "The device\0is gone."), EngineType.Double, EngineType.Double);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT TRY(public.caught(n)), public.ended(n) FROM range(1) t(n)"));

        Assert.Equal(ErrorConditions.DeviceNotAvailable, error.Condition);
        Assert.Equal("model public.m: The device is gone.", error.Message);
    }

    [Fact]
    public void A_model_failure_inside_of_a_transaction_aborts_it_until_rollback()
    {
        _db.Create("f", Failing(ErrorConditions.ModelNotReady, "Model public.m is TRAINING."), EngineType.Double, EngineType.Double);
        _db.Connection.Execute("BEGIN; CREATE TABLE t AS SELECT 1.0 AS x");

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(x) FROM t"));
        Assert.Equal("Model public.m is TRAINING.", error.Message);
        Assert.Equal(ErrorConditions.ModelNotReady, error.Condition);

        _db.Connection.Execute("ROLLBACK");
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_model_may_query_the_database_while_it_is_asked()
    {
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64, (_, result) =>
        {
            using var inner = _db.Database.Connect();
            using var answer = inner.Query("SELECT 41 + 1");
            Assert.True(answer.Read());
            result.Span<double>().Fill(answer.View(0).Span<int>()[0]);
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.Double);

        Assert.Equal("42.0", _db.Scalar("SELECT public.f(n) FROM range(1) t(n)"));
    }

    [Fact]
    public void A_chunk_costs_no_managed_memory()
    {
        // Between two calls on one thread lies one whole pass through the callback.
        var lastAllocated = new ThreadLocal<long>(() => -1);
        var allocated = new List<long>(1000);
        ColumnType[] inputs = [ElementType.Float32, ElementType.Float64, ElementType.Float64, ElementType.Utf8, ElementType.Timestamp];
        var scorer = TestScorer.CreateAsync(inputs, ElementType.Float64, (batch, result, _) =>
        {
            result.Reset(ElementType.Float64, batch.RowCount);
            result.Span<double>().Fill(1);
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (lastAllocated.Value >= 0)
                allocated.Add(now - lastAllocated.Value);
            lastAllocated.Value = now;
            return ValueTask.CompletedTask;
        });
        using var single = new TestDatabase(options: new() { Threads = 1 });
        single.Create("f", scorer, EngineType.Decimal(10, 6), EngineType.Integer, EngineType.BigInt, EngineType.Decimal(12, 2), EngineType.Varchar, EngineType.Date);
        single.Connection.Execute("CREATE TABLE t AS SELECT range::INT AS n FROM range(300000)");

        Assert.Equal("300000.000000", single.Scalar(
            "SELECT sum(public.f(n, n, n::DECIMAL(12,2), 'text ' || n, DATE '2020-01-01' + n)) FROM t"));

        Assert.True(allocated.Count > 100);
        // Where other tests cause a collection, what the thread had put aside counts in one pass.
        Assert.InRange(allocated.Skip(allocated.Count / 2).Count(bytes => bytes != 0), 0, 3);
    }

    static TestScorer Failing(ErrorCondition condition, string message) => TestScorer.Create([ElementType.Float64], ElementType.Float64,
        (_, _) => throw new SqlInferenceException(condition, message));

    static TestScorer WaitUntilCancelled(Action cancel) => TestScorer.CreateAsync([ElementType.Int32], ElementType.Float64, async (_, _, context) =>
    {
        ThreadPool.QueueUserWorkItem(_ => cancel());
        await Task.Delay(Timeout.Infinite, context.Cancellation);
    });
}
