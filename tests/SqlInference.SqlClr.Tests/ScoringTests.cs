using System;
using System.Collections.Generic;
using System.Data.SqlTypes;
using System.Globalization;
using System.IO;
using System.Linq;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>Many rows at once: the step that scores a temporary table, the table-valued functions and the aggregate.</summary>
[Collection(nameof(ServedModels))]
public sealed class ScoringTests
{
    internal static readonly (string, Type)[] ThingColumns =
    [
        ("small", typeof(short)), ("size", typeof(int)), ("large", typeof(long)), ("ratio", typeof(float)), ("price", typeof(double)), ("cost", typeof(string)),
        ("flag", typeof(bool)), ("note", typeof(string)), ("day", typeof(long)), ("seen", typeof(long)),
    ];

    readonly ServedModels _served;
    readonly Connection _connection;

    public ScoringTests(ServedModels served)
    {
        _served = served;
        _connection = ConnectionOf(served.Analysts);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(7)]
    public void A_table_of_every_type_is_scored_as_the_embedded_engine_does(int batchRows)
    {
        var things = _served.Embedded("things");
        var rows = new MemoryRows(number => number <= things.Length ? Values(things[number - 1]) : null, ThingColumns);

        var count = Steps.ScoreRows(rows, _connection, CallOf(Call.Colours()), MemoryRows.ReadStatement, MemoryRows.WriteStatement, batchRows);

        Assert.Equal(things.Length, count);
        Assert.Equal(things.Select(thing => thing["prediction"]), Enumerable.Range(1, things.Length).Select(number => rows.Written[number]));
        Assert.Equal((things.Length + batchRows - 1) / batchRows, rows.BatchSizes.Count);
    }

    [Fact]
    public void NULLs_stay_in_their_rows()
    {
        int?[] numbers = [null, 17, null, 500, null];
        var rows = new MemoryRows(number => number <= numbers.Length ? [numbers[number - 1]] : null, ("n", typeof(int)));

        Steps.ScoreRows(rows, _connection, CallOf(Call.Rides("rides_decimal", "decimal(10,6)")), MemoryRows.ReadStatement, MemoryRows.WriteStatement, 2);

        var expected = _served.Embedded("numbers").ToDictionary(row => Things.Digits(row, "n"), row => Things.Digits(row, "rides_decimal"));
        Assert.Equal([null, expected["17"], null, expected["500"], null], Enumerable.Range(1, 5).Select(number => (rows.Written[number] as JsonNumber)?.Text));
    }

    [Fact]
    public void A_table_without_rows_is_not_asked_about()
    {
        using var nobody = new FakeService(_ => throw new InvalidOperationException("nobody should ask"));

        Assert.Equal(0, Steps.ScoreRows(new MemoryRows(_ => null, ("a", typeof(int))), ConnectionOf(Asker.Of(nobody)), CallOf(Call.Of("float")), MemoryRows.ReadStatement, MemoryRows.WriteStatement, 100));
    }

    [Fact]
    public void Batches_of_long_texts_end_by_their_bytes()
    {
        using var service = new FakeService(request => FakeAnswer.Prediction("FP64", RowsOf(request), new byte[8 * RowsOf(request)]));
        var rows = new MemoryRows(number => number <= 100 ? [new string('x', 100_000)] : null, ("a", typeof(string)));

        Steps.ScoreRows(rows, ConnectionOf(Asker.Of(service)), CallOf(Call.Of("float", "nvarchar(max)")), MemoryRows.ReadStatement, MemoryRows.WriteStatement, 8192);

        Assert.Equal([42, 42, 16], rows.BatchSizes);
        Assert.Single(service.Requests.Select(request => request.Headers["X-SqlInference-Query"]).Distinct());
    }

    [Theory]
    [InlineData("int", 1)]
    [InlineData("int", 8192)]
    [InlineData("float", 8192)]
    public void Rows_travel_as_their_values_and_nothing_else(string type, int count)
    {
        using var service = new FakeService(request => FakeAnswer.Prediction("FP64", RowsOf(request), new byte[8 * RowsOf(request)]));
        var rows = new MemoryRows(number => number <= count ? [type == "int" ? (int)number : 0.5 * number] : null, ("a", type == "int" ? typeof(int) : typeof(double)));

        Steps.ScoreRows(rows, ConnectionOf(Asker.Of(service)), CallOf(Call.Of("float", type)), MemoryRows.ReadStatement, MemoryRows.WriteStatement, 8192);

        var request = Assert.Single(service.Requests);
        Assert.Equal(count * (type == "int" ? sizeof(int) : sizeof(double)), request.Body.Length - int.Parse(request.Headers[ServiceRequest.HeadLengthHeader]));
        Assert.InRange(request.Headers.Sum(header => header.Key.Length + header.Value.Length + 4) + int.Parse(request.Headers[ServiceRequest.HeadLengthHeader]), 100, 700);
    }

    [Fact]
    public void A_million_rows_take_the_memory_of_a_batch()
    {
        using var service = new FakeService(request => FakeAnswer.Prediction("FP64", RowsOf(request), new byte[8 * RowsOf(request)]));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var rows = new MemoryRows(number =>
        {
            if (number % 250_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            return number <= 1_000_000 ? [(int)number] : null;
        }, ("a", typeof(int)))
        { OnlyCounts = true };

        Assert.Equal(1_000_000, Steps.ScoreRows(rows, ConnectionOf(Asker.Of(service)), CallOf(Call.Of("float")), MemoryRows.ReadStatement, MemoryRows.WriteStatement, 8192));

        Assert.Equal(1_000_000, rows.WrittenCount);
        Assert.InRange(most - before, long.MinValue, 64 * 1024 * 1024);
    }

    [Fact]
    public void A_query_is_answered_with_its_rows_as_JSON_and_their_predictions()
    {
        var things = _served.Embedded("things").Take(30).ToArray();
        var source = new MemoryRows(number => number <= things.Length ? QueryValues(things[number - 1]) : null,
            [.. ThingColumns.Select(column => column.Item1 switch
            {
                "cost" => ("cost", typeof(decimal)),
                "day" => ("day", typeof(DateTime)),
                "seen" => ("seen", typeof(DateTime)),
                _ => column,
            })]);

        var scored = QueryScoring.Run(source, _connection, CallOf(Call.Colours()), "SELECT …", 30);

        var filled = scored.Select(row =>
        {
            TableFunctions.FillText(row, out var number, out var json, out var prediction);
            return (number.Value, Note: ((JsonObject)JsonParser.Parse(json.Value)!).Text("note"), prediction.Value);
        });
        Assert.Equal(things.Select((thing, i) => (i + 1L, thing.Text("note"), thing.Text("prediction")!)), filled);
        var error = Assert.Throws<InferenceError>(() => QueryScoring.Run(source, _connection, CallOf(Call.Colours()), "SELECT …", 29));
        Assert.StartsWith("SI603: The query answers more than the 29 rows that a table-valued function scores.", error.Message);
    }

    [Fact]
    public void Rows_are_filled_in_for_every_type()
    {
        var source = new MemoryRows(number => number == 1 ? [500] : null, ("n", typeof(int)));
        var expected = _served.Embedded("numbers").Single(row => Things.Digits(row, "n") == "500");

        TableFunctions.FillBit(One("flags", "bit"), out _, out _, out var bit);
        TableFunctions.FillSmallInt(One("rides_smallint", "smallint"), out _, out _, out var small);
        TableFunctions.FillInt(One("rides_int", "int"), out var number, out var json, out var integer);
        TableFunctions.FillBigInt(One("rides_bigint", "bigint"), out _, out _, out var large);
        TableFunctions.FillReal(One("rides_real", "real"), out _, out _, out var real);
        TableFunctions.FillFloat(One("rides_float", "float"), out _, out _, out var fraction);
        TableFunctions.FillDecimal(One("rides_decimal", "decimal(10,6)"), out _, out _, out var digits);

        Assert.Equal((1, """{"n":500}"""), (number.Value, json.Value));
        Assert.Equal((bool)expected["flags"]!, bit.Value);
        Assert.Equal(Things.Digits(expected, "rides_int"), string.Join(" ", new[] { (long)small.Value, integer.Value, large.Value }.Distinct()));
        Assert.Equal(Things.Digits(expected, "rides_decimal"), digits.Value);
        Assert.Equal(double.Parse(digits.Value, CultureInfo.InvariantCulture), fraction.Value, precision: 5);
        Assert.Equal(fraction.Value, real.Value, precision: 5);

        ScoredRow One(string model, string returns) => QueryScoring.Run(source, _connection, CallOf(Call.Rides(model, returns)), "SELECT …", 10).Single();
    }

    [Fact]
    public void Columns_that_the_model_misses_or_cannot_tell_apart_are_refused()
    {
        var call = CallOf(Call.Rides("rides_int", "int"));

        Assert.StartsWith("SI307: The model takes 'n', and a row has no column or member of that name.", Refusal(new MemoryRows(Once, ("m", typeof(int)))));
        Assert.StartsWith("SI004: The query is NULL.", Assert.Throws<InferenceError>(() => QueryScoring.Run(new MemoryRows(Once, ("n", typeof(int))), _connection, call, SqlString.Null, 10)).Message);
        Assert.StartsWith("SI408: The column or argument 'n' holds a value that is no int.", Refusal(new MemoryRows(number => number == 1 ? ["one"] : null, ("n", typeof(string)))));

        string Refusal(MemoryRows source) => Assert.Throws<InferenceError>(() => QueryScoring.Run(source, _connection, call, "SELECT …", 10)).Message;
        object?[]? Once(long number) => number == 1 ? [1] : null;
    }

    [Fact]
    public void A_group_is_collected_in_any_order_and_through_any_number_of_hands()
    {
        var expected = _served.Embedded("numbers");
        var (first, second) = (new Collect(), new Collect());
        first.Init();
        second.Init();
        for (var i = 0; i < expected.Length; i++)
            (i % 2 == 0 ? second : first).Accumulate(i, $$"""{"n":{{Things.Digits(expected[i], "n")}}}""");

        second = Travelled(second);
        second.Merge(Travelled(first));
        var collected = second.Terminate();
        var a = _served.Analysts;
        var c = Call.Rides("rides_decimal", "decimal(10,6)");
        var answer = PredictionFunctions.ScoreCollected(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles, c.Model, c.Version, c.Output, c.Returns, c.Parameters, collected);

        Assert.Equal("[" + string.Join(",", expected.Select((row, i) => $$"""{"row_no":{{i}},"prediction":{{Things.Digits(row, "rides_decimal")}}}""")) + "]", answer.Value);
    }

    [Fact]
    public void A_group_of_nothing_is_NULL()
    {
        var group = new Collect();
        group.Init();
        var c = Call.Of("float");

        Assert.True(group.Terminate().IsNull);
        Assert.True(PredictionFunctions.ScoreCollected("", "", 1, "", "", c.Model, c.Version, c.Output, c.Returns, c.Parameters, SqlBytes.Null).IsNull);
        Assert.StartsWith("SI004: A collected row has no number", Assert.Throws<InferenceError>(() => group.Accumulate(SqlInt64.Null, "{}")).Message);
    }

    static Connection ConnectionOf(Asker a) => Connection.Of(a.Service, a.Token, a.TimeoutMs, a.User, a.Roles);

    static ModelCall CallOf(Call c) => ModelCall.Of(c.Model, c.Version, c.Output, c.Returns, c.Parameters);

    static int RowsOf(FakeRequest request)
    {
        var head = (JsonObject)JsonParser.Parse(request.Text.Substring(0, int.Parse(request.Headers[ServiceRequest.HeadLengthHeader])))!;
        var shape = (List<object?>)((JsonObject)((List<object?>)head["inputs"]!)[0]!)["shape"]!;
        return int.Parse(((JsonNumber)shape[0]!).Text);
    }

    static Collect Travelled(Collect group)
    {
        var bytes = new MemoryStream();
        group.Write(new BinaryWriter(bytes));
        bytes.Position = 0;
        var copy = new Collect();
        copy.Read(new BinaryReader(bytes));
        return copy;
    }

    /// <summary>As the statement that reads the temporary table has them.</summary>
    internal static object?[] Values(JsonObject thing)
    {
        var values = QueryValues(thing);
        values[5] = Things.Digits(thing, "cost");
        values[8] = Micros((DateTime)values[8]!);
        values[9] = Micros((DateTime)values[9]!);
        return values;
    }

    internal static object?[] QueryValues(JsonObject thing) =>
    [
        short.Parse(Things.Digits(thing, "small")), int.Parse(Things.Digits(thing, "size")), long.Parse(Things.Digits(thing, "large")),
        float.Parse(Things.Digits(thing, "ratio"), CultureInfo.InvariantCulture), double.Parse(Things.Digits(thing, "price"), CultureInfo.InvariantCulture),
        decimal.Parse(Things.Digits(thing, "cost"), CultureInfo.InvariantCulture), thing["flag"], thing.Text("note"),
        Things.Moment(thing, "day"), Things.Moment(thing, "seen"),
    ];

    static long Micros(DateTime moment) => (moment.Ticks - new DateTime(1970, 1, 1).Ticks) / 10;
}
