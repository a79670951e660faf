using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb.Tables;

public sealed class TableFunctionTests : IDisposable
{
    TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Rows_stay_in_order_though_the_database_has_several_threads()
    {
        Register(Numbers());

        _db.Connection.Execute("CREATE TABLE t AS SELECT n FROM test_table(500000)");

        Assert.Equal("500000 true", _db.Scalar("SELECT count(*) || ' ' || bool_and(n = rowid) FROM t"));
        Assert.Equal(["0", "1", "2"], _db.Column("SELECT n FROM test_table(500000) LIMIT 3"));
    }

    [Fact]
    public void Text_times_and_NULL_come_out_as_they_were_put_in()
    {
        string?[] texts = ["short", null, "longer than twelve bytes: größer 🎉", ""];
        long?[] times = [0, 1_700_000_000_123_456, null, -1];
        Register(new TestTable(_ => TestTable.Rows(
            [new("s", EngineType.Varchar), new("t", EngineType.Timestamp), new("b", EngineType.Boolean), new("i", EngineType.Integer)],
            Once(chunk =>
            {
                chunk.Write(0, Column(ElementType.Utf8, texts, (column, _, text) => column.AppendText(Encoding.UTF8.GetBytes(text ?? ""))));
                chunk.Write(1, Column(ElementType.Timestamp, times, (column, row, time) => column.Span<long>()[row] = time ?? 0));
                chunk.Write(2, Column<bool?>(ElementType.Boolean, [true, false, null, true], (column, row, flag) => column.Span<bool>()[row] = flag ?? false));
                chunk.Write(3, Column<int?>(ElementType.Int32, [1, 2, null, -4], (column, row, number) => column.Span<int>()[row] = number ?? 0));
                chunk.RowCount = 4;
            }))));

        Assert.Equal(
            [
                ["short", "1970-01-01 00:00:00", "true", "1"],
                [null, "2023-11-14 22:13:20.123456", "false", "2"],
                ["longer than twelve bytes: größer 🎉", null, null, null],
                ["", "1969-12-31 23:59:59.999999", "true", "-4"],
            ],
            _db.Rows("SELECT * FROM test_table()"));
    }

    [Fact]
    public void Arguments_come_by_position_and_by_name()
    {
        var seen = new List<string>();
        Register(new TestTable(call =>
        {
            seen.Add($"{call.Text(0) ?? "NULL"}, {call.Integer("seed")?.ToString() ?? "-"}, {(call.Texts("columns") is { } list ? string.Join('|', list.Select(text => text ?? "NULL")) : "-")}");
            return TestTable.Rows([new("n", EngineType.BigInt)], Once(_ => { }));
        })
        {
            Parameters = [new("query", EngineType.Varchar)],
            NamedParameters = [new("seed", EngineType.BigInt), new("columns", new EngineType(EngineTypeKind.List, Element: EngineType.Varchar))],
        });

        _db.Rows("SELECT * FROM test_table('it''s')");
        _db.Rows("SELECT * FROM test_table(NULL, seed := 3000000000, columns := ['a', NULL, 'ü'])");
        _db.Rows("SELECT * FROM test_table('q', seed := NULL, columns := [])");
        TestDatabase.Rows(_db.Connection.Prepare("SELECT * FROM test_table($1, seed := $2)").Query(["bound", 7]));

        Assert.Equal(["it's, -, -", "NULL, 3000000000, a|NULL|ü", "q, -, ", "bound, 7, -"], seen.Distinct());
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("open")]
    [InlineData("read")]
    public void A_failure_reaches_the_caller_with_its_condition_and_leaves_the_session_usable(string where)
    {
        var failure = new SqlInferenceException(ErrorConditions.UnknownColumn, "There is no column 'x'.", "It has y.");
        var source = Failing(where, failure);
        Register(source);

        var error = Assert.Throws<DuckDbException>(() => _db.Rows("SELECT * FROM test_table()"));

        Assert.Equal(ErrorConditions.UnknownColumn, error.Condition);
        Assert.Equal("test_table: There is no column 'x'.", error.Message);
        Assert.Equal("It has y.", error.Hint);
        Assert.Equal("1", _db.Scalar("SELECT 1"));
        Assert.Equal((0, 0), source.Alive);
    }

    [Theory]
    [InlineData("bind")]
    [InlineData("open")]
    [InlineData("read")]
    public void An_unexpected_exception_is_an_internal_error(string where)
    {
        Register(Failing(where, new InvalidOperationException("oops")));

        var error = Assert.Throws<DuckDbException>(() => _db.Rows("SELECT * FROM test_table()"));

        Assert.Equal(ErrorConditions.InternalError, error.Condition);
        Assert.Equal("test_table: unexpected InvalidOperationException: oops", error.Message);
    }

    /// <summary>DuckDB throws through its C functions where its memory runs out, which would end this process.</summary>
    [Fact]
    public void Text_larger_than_the_memory_limit_does_not_end_the_process()
    {
        var text = new string('x', 100_000);
        Register(new TestTable(_ => TestTable.Rows([new("s", EngineType.Varchar)], Once(chunk =>
        {
            chunk.Write(0, Column<string>(ElementType.Utf8, [.. Enumerable.Repeat(text, 500)], (column, _, value) => column.AppendText(Encoding.UTF8.GetBytes(value))));
            chunk.RowCount = 500;
        }))));
        _db.Connection.Execute("SET memory_limit = '20MB'; SET max_temp_directory_size = '0B'");

        Assert.Equal("50000000", _db.Scalar("SELECT sum(length(s)) FROM test_table()"));
    }

    [Fact]
    public void LIMIT_reads_no_more_than_it_needs_and_lets_go()
    {
        var reads = 0;
        var source = Numbers(() => reads++);
        Register(source);

        Assert.Equal(5, _db.Rows("SELECT * FROM test_table(100000000) LIMIT 5").Length);

        // The engine may look one chunk ahead.
        Assert.InRange(reads, 1, 3);
        Assert.Equal((0, 0), source.Alive);
    }

    [Fact]
    public void A_result_that_is_left_early_lets_go()
    {
        var source = Numbers();
        Register(source);

        using (var result = _db.Connection.Query("SELECT * FROM test_table(100000000)"))
        {
            Assert.True(result.Read());
            Assert.Equal((1, 1), source.Alive);
        }

        Assert.Equal((0, 0), source.Alive);
    }

    [Fact]
    public async Task A_cancellation_reaches_a_reader_that_waits()
    {
        var reading = new TaskCompletionSource();
        Register(new TestTable(_ => TestTable.Rows([new("n", EngineType.BigInt)], (_, cancellation) =>
        {
            reading.SetResult();
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
        })));

        using var cancellation = new CancellationTokenSource();
        var query = Task.Run(() => _db.Connection.Execute("SELECT * FROM test_table()", cancellation.Token));
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("1", _db.Scalar("SELECT 1"));
    }

    [Fact]
    public void A_function_is_found_under_every_search_path()
    {
        Register(Numbers());
        _db.Connection.Execute("CREATE SCHEMA elsewhere; SET search_path = 'elsewhere'");

        Assert.Equal("10", _db.Scalar("SELECT count(*) FROM test_table(10)"));
    }

    [Fact]
    public void Filling_chunks_allocates_nothing()
    {
        _db.Dispose();
        _db = new(options: new() { Threads = 1 });
        long first = 0, last = 0;
        // With one thread it is the caller's that fills.
        Register(Numbers(() =>
        {
            last = GC.GetAllocatedBytesForCurrentThread();
            first = first == 0 ? last : first;
        }));

        Assert.Equal("499999500000", _db.Scalar("SELECT sum(n) FROM test_table(1000000)"));

        // The smallest object for each of the chunks would be more; what the thread had put aside may count, where other tests cause a collection.
        Assert.InRange(last - first, 0, 10_000);
    }

    [Fact]
    public void Several_scans_of_one_query_are_apart()
    {
        Register(Numbers());

        Assert.Equal("30", _db.Scalar("SELECT count(*) FROM test_table(3) a, test_table(10) b"));
    }

    [Fact]
    public void A_statement_that_was_prepared_can_be_run_again_and_fails_for_the_query_that_runs_it()
    {
        var fails = false;
        Register(new TestTable(_ => new([new("n", EngineType.BigInt)], _ => fails
            ? throw new SqlInferenceException(ErrorConditions.QueueFull, "Full.")
            : Once(chunk => chunk.RowCount = 0))));
        _db.Connection.Execute("PREPARE p AS SELECT count(*) FROM test_table()");

        Assert.Equal("0", _db.Scalar("EXECUTE p"));
        fails = true;
        Assert.Equal(ErrorConditions.QueueFull, Assert.Throws<DuckDbException>(() => _db.Scalar("EXECUTE p")).Condition);
    }

    void Register(ITableSource source) => TableFunctions.Register(_db.Connection, source);

    /// <summary>Column n, from 0 to one less than the argument.</summary>
    static TestTable Numbers(Action? reading = null) => new(call =>
    {
        var rows = call.Integer(0)!.Value;
        return new([new("n", EngineType.BigInt)], _ =>
        {
            long next = 0;
            var column = new ColumnBuffer();
            return (chunk, _) =>
            {
                reading?.Invoke();
                var count = (int)Math.Min(TableChunk.Capacity, rows - next);
                column.Reset(ElementType.Int64, count);
                foreach (ref var value in column.Span<long>())
                    value = next++;
                chunk.Write(0, column.View);
                chunk.RowCount = count;
            };
        })
        { Cardinality = rows };
    })
    { Parameters = [new("rows", EngineType.BigInt)] };

    static TestTable Failing(string where, Exception failure) => new(_ => where == "bind"
        ? throw failure
        : new([new("n", EngineType.BigInt)], _ => where == "open" ? throw failure : (_, _) => throw failure));

    static Action<TableChunk, CancellationToken> Once(Action<TableChunk> fill)
    {
        var done = false;
        return (chunk, _) =>
        {
            if (!done)
                fill(chunk);
            done = true;
        };
    }

    static ColumnView Column<T>(ElementType type, T[] values, Action<ColumnBuffer, int, T> put)
    {
        var column = new ColumnBuffer();
        column.Reset(type, values.Length);
        for (var row = 0; row < values.Length; row++)
        {
            put(column, row, values[row]);
            if (values[row] is null)
                column.SetNull(row);
        }

        return Kept(column);
    }

    // The views of a test outlive the method that makes them.
    static readonly List<ColumnBuffer> Buffers = [];

    static ColumnView Kept(ColumnBuffer column)
    {
        lock (Buffers)
            Buffers.Add(column);
        return column.View;
    }
}
