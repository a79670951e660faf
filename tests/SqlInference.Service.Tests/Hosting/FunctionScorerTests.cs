using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Tests.Hosting;

/// <summary>What a function RETURNS, made from what its model answers.</summary>
public sealed class FunctionScorerTests
{
    static readonly ModelName Name = new("local", "public", "m");

    [Fact]
    public Task Decimals_are_rounded_half_away_from_zero_as_people_see_half() =>
        Expect<double, double>([2.68, -2.68, 0.13, 1000.0, 0.1, 7, -0.01, 0.3], "double precision", "decimal(10, 2)", [2.675, -2.675, 0.125, 999.999, 0.1, 7, -0.005, 0.1 + 0.2]);

    [Fact]
    public Task Decimals_with_more_digits_than_a_double_keep_the_nearest_one() =>
        Expect<double, double>([1e20, 0.1, -12345678901.5, 9007199254740993e3], "double precision", "decimal(38, 15)", [1e20, 0.1, -12345678901.5, 9007199254740993e3]);

    [Fact]
    public async Task Whole_decimals_beyond_2_to_the_53_are_refused_rather_than_changed() =>
        Assert.Equal("Model public.m: the predicted value 9007199254740993 does not fit DECIMAL(18,0).",
            await Failure<long, double>("bigint", "decimal(18, 0)", [9007199254740993]));

    [Fact]
    public async Task Integers_are_rounded_and_have_to_be_in_range()
    {
        await Expect<double, int>([3, -3, 0], "double precision", "int", [2.5, -2.5, 0.49]);
        Assert.Equal("Model public.m: the predicted value 2147483648 does not fit INTEGER.",
            await Failure<double, int>("double precision", "int", [2147483648]));
        Assert.Equal("Model public.m: the predicted value NaN does not fit INTEGER.",
            await Failure<double, int>("double precision", "int", [double.NaN]));
        Assert.Equal("Model public.m: the predicted value 40000 does not fit SMALLINT.",
            await Failure<int, short>("int", "smallint", [40000]));
    }

    [Fact]
    public async Task Booleans_are_zero_and_one_only()
    {
        await Expect<double, byte>([1, 0], "double precision", "boolean", [1, 0]);
        Assert.Equal("Model public.m: the predicted value 2 does not fit BOOLEAN.", await Failure<double, byte>("double precision", "boolean", [2]));
    }

    [Fact]
    public async Task Numbers_as_text_have_their_shortest_form()
    {
        var echo = new EchoScorer(ElementType.Float64);
        using var results = new ResultColumns(2, 0);
        await Score(echo, "double precision", "varchar", Column<double>(ElementType.Float64, [0.1, 1e30], nullRow: 1), results);

        Assert.Equal("0.1"u8, results[0]!.View.Utf8At(0));
        Assert.False(results[0]!.View.IsValid(1));
        Assert.Equal(2, results[0]!.AppendedRows);
    }

    [Fact]
    public Task Dates_are_their_midnight() =>
        Expect<long, long>([86_400_000_000, -86_400_000_000], "timestamp", "date", [86_400_000_001, -1], ElementType.Timestamp);

    [Fact]
    public async Task Where_the_model_says_so_a_value_that_does_not_fit_is_NULL_and_counted()
    {
        var echo = new EchoScorer(ElementType.Float64, ErrorPolicy.Null);
        using var results = new ResultColumns(2, 0);
        await Score(echo, "double precision", "int", Column<double>(ElementType.Float64, [1, 1e10, 3]), results);

        var view = results[0]!.View;
        Assert.Equal([true, false, true], [view.IsValid(0), view.IsValid(1), view.IsValid(2)]);
        Assert.Equal(1, echo.Refused);
    }

    [Fact]
    public async Task Further_outputs_stay_as_the_model_gives_them()
    {
        using var results = new ResultColumns(2, 0, 1);
        await Score(new EchoScorer(ElementType.Float64), "double precision", "int", Column<double>(ElementType.Float64, [2.5]), results);

        Assert.Equal([3], results[0]!.View.Span<int>().ToArray());
        Assert.Equal([2.5], results[1]!.View.Span<double>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_failure_the_caller_has_its_own_buffers(bool later)
    {
        var echo = new EchoScorer(ElementType.Float64) { Later = later, Failure = new SqlInferenceException(ErrorConditions.ModelFailed, "It broke.") };
        using var results = new ResultColumns(2, 0);
        var own = results[0];

        await Assert.ThrowsAsync<SqlInferenceException>(() => Score(echo, "double precision", "int", Column<double>(ElementType.Float64, [1]), results));

        Assert.Same(own, results[0]);
    }

    [Fact]
    public async Task Arguments_of_other_numbers_are_converted_and_refused_where_that_changes_them()
    {
        using var results = new ResultColumns(2, 0);
        var echo = new EchoScorer(ElementType.Float64) { Later = true };
        await Score(echo, "int", "int", Column<short>(ElementType.Int16, [7]), results);
        Assert.Equal([7], results[0]!.View.Span<int>().ToArray());

        var refused = await Assert.ThrowsAsync<SqlInferenceException>(() => Score(echo, "int", "int", Column<double>(ElementType.Float64, [7.5]), results));
        Assert.Equal("SI408", refused.Condition.Code);
        Assert.Equal("The argument 1 (x) of model public.m holds a number that does not fit the model's type Int32.", refused.Message);
    }

    [Fact]
    public async Task Lists_are_as_long_as_the_model_takes_them()
    {
        using var results = new ResultColumns(2, 0);
        var three = Column<double>(new ColumnType(ElementType.Float64, 3), [1, 2, 3]);
        var echo = new EchoScorer(new ColumnType(ElementType.Float64, 2));

        var refused = await Assert.ThrowsAsync<SqlInferenceException>(() => Score(echo, "double precision[]", "double precision[]", three, results));

        Assert.Equal("The argument 1 (x) of model public.m holds lists of 3 elements, but the model takes lists of 2.", refused.Message);
    }

    [Fact]
    public void A_function_that_its_model_cannot_serve_is_refused()
    {
        var refused = Assert.Throws<SqlInferenceException>(() => Scorer(new EchoScorer(new ColumnType(ElementType.Float64, 2)), "double precision[]", "int"));

        Assert.Equal("SI206", refused.Condition.Code);
        Assert.Equal("Model public.m answers Float64[2], which does not fit INTEGER.", refused.Message);
    }

    static async Task Expect<TIn, TOut>(TOut[] expected, string parameter, string returns, TIn[] values, ElementType? element = null)
        where TIn : unmanaged where TOut : unmanaged =>
        Assert.Equal(expected, await Answer<TIn, TOut>(parameter, returns, values, element));

    static async Task<TOut[]> Answer<TIn, TOut>(string parameter, string returns, TIn[] values, ElementType? element = null)
        where TIn : unmanaged where TOut : unmanaged
    {
        var type = element ?? SqlTypes.ElementOf(Language.SqlType.Parse(parameter));
        using var results = new ResultColumns(2, 0);
        await Score(new EchoScorer(type), parameter, returns, Column(type, values), results);
        return results[0]!.View.Span<TOut>().ToArray();
    }

    static async Task<string> Failure<TIn, TOut>(string parameter, string returns, TIn[] values) where TIn : unmanaged where TOut : unmanaged
    {
        var failure = await Assert.ThrowsAsync<SqlInferenceException>(() => Answer<TIn, TOut>(parameter, returns, values));
        Assert.Equal("SI401", failure.Condition.Code);
        return failure.Message;
    }

    static Task Score(EchoScorer echo, string parameter, string returns, ColumnBuffer column, ResultColumns results)
    {
        var input = new ColumnBatch(1) { RowCount = column.RowCount };
        input[0] = column.View;
        return Scorer(echo, parameter, returns).ScoreAsync(input, results, RequestContext.ForNewCaller(null, CancellationToken.None)).AsTask();
    }

    static FunctionScorer Scorer(EchoScorer echo, string parameter, string returns) =>
        new(Name, new FunctionSignature("public", "f", [new("x", parameter)], returns), echo);

    static ColumnBuffer Column<T>(ColumnType type, T[] values, int? nullRow = null) where T : unmanaged
    {
        var column = new ColumnBuffer();
        column.Reset(type, values.Length / type.ElementsPerRow);
        values.CopyTo(column.Span<T>());
        if (nullRow is { } row)
            column.SetNull(row);
        return column;
    }
}
