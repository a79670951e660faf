using System.Runtime.CompilerServices;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Engines.Tests.DuckDb;

public sealed class FunctionRegistryTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    [Fact]
    public void Overloads_differ_by_the_number_of_parameters()
    {
        _db.Create("f", Answer(1, inputs: 1), EngineType.Double, EngineType.Integer);
        _db.Create("f", Answer(2, inputs: 2), EngineType.Double, EngineType.Integer, EngineType.Double);

        Assert.Equal((string?[])["1.0", "2.0"], _db.Rows("SELECT public.f(0), PUBLIC.F(0, 0)")[0]);
    }

    [Fact]
    public void The_same_name_and_number_of_parameters_for_another_model_is_an_error()
    {
        var f = _db.Create("f", Answer(1, inputs: 1), EngineType.Double, EngineType.Integer);

        var error = Assert.Throws<SqlInferenceException>(() => _db.Registry.Add(
            _db.Function("F", Answer(2, inputs: 1), EngineType.Double, EngineType.Double) with { ModelName = "public.other" }));

        Assert.Equal(ErrorConditions.FunctionExists, error.Condition);
        Assert.Contains("f(INTEGER) of model public.m", error.Message, StringComparison.Ordinal);
        Assert.Equal("1.0", _db.Scalar("SELECT public.f(0)"));
    }

    [Fact]
    public void Removing_one_overload_leaves_the_others()
    {
        var one = _db.Create("f", Answer(1, inputs: 1), EngineType.Double, EngineType.Integer);
        var two = _db.Create("f", Answer(2, inputs: 2), EngineType.Double, EngineType.Integer, EngineType.Double);

        Remove(one);
        Assert.Throws<DuckDbException>(() => _db.Scalar("SELECT public.f(0)"));
        Assert.Equal("2.0", _db.Scalar("SELECT public.f(0, 0)"));

        Remove(two);
        var error = Assert.Throws<DuckDbException>(() => _db.Scalar("SELECT public.f(0, 0)"));
        Assert.Equal(DuckDbErrorType.Catalog, error.Type);
    }

    [Fact]
    public void Replacing_a_version_takes_effect_with_the_DDL_and_no_sooner()
    {
        _db.Create("f", Answer(1), EngineType.Double, EngineType.Integer);

        var change = _db.Registry.Add(_db.Function("f", Answer(2), EngineType.Double, EngineType.Integer));
        Assert.Equal("1.0", _db.Scalar("SELECT public.f(0)"));
        _db.Connection.Execute(change.Sql);
        Assert.Equal("2.0", _db.Scalar("SELECT public.f(0)"));
        change.Complete();
        Assert.Equal("2.0", _db.Scalar("SELECT public.f(0)"));
    }

    [Fact]
    public void A_version_may_replace_one_with_other_types()
    {
        _db.Create("f", Answer(1), EngineType.Double, EngineType.Integer);
        var text = TestScorer.Create([ElementType.Utf8], ElementType.Utf8, (batch, result) => result.AppendText(batch[0].Utf8At(0)));

        _db.Create("f", text, EngineType.Varchar, EngineType.Varchar);

        Assert.Equal("abc", _db.Scalar("SELECT public.f('abc')"));
    }

    [Fact]
    public async Task A_running_query_finishes_on_its_version()
    {
        using var entered = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var slow = TestScorer.CreateAsync([ElementType.Int32], ElementType.Float64, async (batch, result, context) =>
        {
            entered.Release();
            await goOn.WaitAsync(context.Cancellation);
            result.Reset(ElementType.Float64, batch.RowCount);
            result.Span<double>().Fill(1);
        });
        _db.Create("f", slow, EngineType.Double, EngineType.Integer);
        using var other = _db.Database.Connect();
        var running = Task.Run(() =>
        {
            using var result = other.Query("SELECT sum(public.f(n)) FROM range(6000) t(n)");
            Assert.True(result.Read());
            return result.GetText(0, 0);
        });
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(30)));

        _db.Create("f", Answer(2), EngineType.Double, EngineType.Integer);
        Assert.Equal("2.0", _db.Scalar("SELECT public.f(0)"));
        goOn.Release(1000);

        Assert.Equal("6000.0", await running);
    }

    [Fact]
    public void A_prepared_statement_calls_the_current_version()
    {
        _db.Create("f", Answer(1), EngineType.Double, EngineType.Integer);
        var statement = _db.Connection.Prepare("SELECT public.f($1)");
        Assert.Equal("1.0", TestDatabase.Rows(statement.Query([0]))[0][0]);

        _db.Create("f", Answer(2), EngineType.Double, EngineType.Integer);

        Assert.Equal("2.0", TestDatabase.Rows(statement.Query([0]))[0][0]);
    }

    [Fact]
    public void A_function_made_inside_of_a_transaction_is_usable_there_and_goes_with_a_rollback()
    {
        _db.Connection.Execute("CREATE TABLE t AS SELECT 1 AS x; BEGIN; SELECT sum(x) FROM t");
        var change = _db.Registry.Add(_db.Function("f", Answer(7), EngineType.Double, EngineType.Integer), _db.Connection);
        _db.Connection.Execute(change.Sql);
        Assert.Equal("7.0", _db.Scalar("SELECT public.f(x) FROM t"));

        _db.Connection.Execute("ROLLBACK");
        change.Undo();

        Assert.Throws<DuckDbException>(() => _db.Scalar("SELECT public.f(x) FROM t"));
        _db.Create("f", Answer(8), EngineType.Double, EngineType.Integer);
        Assert.Equal("8.0", _db.Scalar("SELECT public.f(x) FROM t"));
    }

    [Fact]
    public void Undo_leaves_the_version_before_in_place()
    {
        _db.Create("f", Answer(1), EngineType.Double, EngineType.Integer);

        var change = _db.Registry.Add(_db.Function("f", Answer(2), EngineType.Double, EngineType.Integer));
        change.Undo();

        _db.Connection.Execute(_db.Registry.CreateSql("public", "f"));
        Assert.Equal("1.0", _db.Scalar("SELECT public.f(0)"));
    }

    [Fact]
    public void A_replaced_model_can_be_collected()
    {
        var model = CreateAndReplace();

        for (var i = 0; i < 10 && model.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(model.IsAlive);
    }

    [Theory]
    [InlineData("Mixed Case")]
    [InlineData("semi;colon")]
    [InlineData("quo\"te")]
    [InlineData("ünïcödé 日本")]
    [InlineData("select")]
    public void Names_are_quoted(string name)
    {
        _db.Connection.Execute($"CREATE SCHEMA {SqlText.Identifier(name)}");
        var function = new PredictionFunction($"id {name}", name, name, [new(name, EngineType.Integer)], EngineType.Double, name, Answer(3));
        var change = _db.Registry.Add(function);
        _db.Connection.Execute(change.Sql);

        Assert.Equal("3.0", _db.Scalar($"SELECT {SqlText.Identifier(name)}.{SqlText.Identifier(name)}(0)"));
        Assert.Equal("3.0", _db.Scalar($"SELECT {SqlText.Identifier(name)}.{SqlText.Identifier(name)}({SqlText.Identifier(name)} := 0)"));

        Remove(function);
        Assert.Throws<DuckDbException>(() => _db.Scalar($"SELECT {SqlText.Identifier(name)}.{SqlText.Identifier(name)}(0)"));
    }

    [Fact]
    public void Without_a_schema_a_function_is_in_the_default_one()
    {
        var change = _db.Registry.Add(_db.Function("g", Answer(4), EngineType.Double, EngineType.Integer) with { Schema = null });
        _db.Connection.Execute(change.Sql);

        Assert.Equal((string?[])["4.0", "4.0"], _db.Rows("SELECT g(0), main.g(0)")[0]);
    }

    [Fact]
    public void The_column_of_a_call_is_named_after_the_call()
    {
        _db.Create("f", Answer(1), EngineType.Double, EngineType.Integer);

        using var result = _db.Connection.Query("SELECT public.f(n) FROM range(1) t(n)");

        Assert.Equal("public.f(n)", Assert.Single(result.Columns).Name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    WeakReference CreateAndReplace()
    {
        var first = Answer(1);
        _db.Create("f", first, EngineType.Double, EngineType.Integer);
        _db.Scalar("SELECT public.f(0)");
        _db.Create("f", Answer(2), EngineType.Double, EngineType.Integer);
        return new(first);
    }

    void Remove(PredictionFunction function)
    {
        var change = _db.Registry.Remove(function);
        _db.Connection.Execute(change.Sql);
        change.Complete();
    }

    static TestScorer Answer(double answer, int inputs = 1) => TestScorer.Create(
        [ElementType.Int32, .. Enumerable.Repeat((ColumnType)ElementType.Float64, inputs - 1)], ElementType.Float64,
        (_, result) => result.Span<double>().Fill(answer));

    [Fact]
    public void Internal_functions_are_never_suggested()
    {
        _db.Create("probe", TestScorer.Twice(), EngineType.Double, EngineType.Double);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT sqlinference_probe(1)"));

        Assert.Contains("sqlinference_probe does not exist", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("__sqlinference_", error.Message, StringComparison.Ordinal);
    }
}
