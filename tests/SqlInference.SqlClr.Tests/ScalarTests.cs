using System;
using System.Data.SqlTypes;
using System.Globalization;
using System.Linq;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Tests.Support;

namespace SqlInference.SqlClr.Tests;

/// <summary>One row, one answer: the functions that wrapper functions are made of, against the real service.</summary>
[Collection(nameof(ServedModels))]
public sealed class ScalarTests
{
    readonly ServedModels _served;
    readonly Asker _asker;

    public ScalarTests(ServedModels served)
    {
        _served = served;
        _asker = served.Analysts;
    }

    [Theory]
    [InlineData("rides_decimal", "decimal(10,6)")]
    [InlineData("rides_float", "float")]
    [InlineData("rides_real", "real")]
    [InlineData("rides_smallint", "smallint")]
    [InlineData("rides_int", "int")]
    [InlineData("rides_bigint", "bigint")]
    public void Numbers_are_what_the_embedded_engine_answers(string model, string returns)
    {
        foreach (var row in _served.Embedded("numbers"))
            Assert.Equal(Value(row[model]!), Value(Ask(Call.Rides(model, returns), Pack.Int((int)Value(row["n"]!)))), precision: returns == "real" ? 5 : 12);
    }

    [Fact]
    public void A_bit_is_what_the_embedded_engine_answers()
    {
        foreach (var row in _served.Embedded("numbers"))
            Assert.Equal((bool)row["flags"]!, ((SqlBoolean)Ask(Call.Rides("flags", "bit"), Pack.Int((int)Value(row["n"]!)))).Value);
    }

    [Theory]
    [InlineData("prediction")]
    [InlineData("probabilities.json")]
    [InlineData("explanation.json")]
    public void A_text_for_arguments_of_every_type_is_what_the_embedded_engine_answers(string output)
    {
        foreach (var row in _served.Embedded("things").Take(20))
            Assert.Equal(row.Text(output), ((SqlString)Ask(Call.Colours(output), Things.Pack(row))).Value);
    }

    [Fact]
    public void NULL_of_every_type_goes_to_a_model_that_takes_it()
    {
        var answer = (SqlString)Ask(Call.Colours("probabilities.json"), [.. Enumerable.Repeat(Pack.Null, 10)]);

        Assert.Equal(_served.Embedded("nulls")[0].Text("probabilities"), answer.Value);
    }

    [Fact]
    public void NULL_for_a_model_that_does_not_take_it_is_NULL_without_asking()
    {
        using var nobody = new FakeService(_ => throw new InvalidOperationException("nobody should ask"));

        foreach (var returns in new[] { "bit", "smallint", "int", "bigint", "real", "float", "decimal(10,6)", "nvarchar(max)", "datetime2" })
            Assert.True(IsNull(Entry.Predict(Asker.Of(nobody), Call.Of(returns), Pack.Row(Pack.Null))), returns);

        Assert.Empty(nobody.Requests);
    }

    [Fact]
    public void A_model_of_any_name_can_be_asked()
    {
        var call = new Call("local.public.odd%20%5Dname%27%3B%20a%2Eb%2Fc%5Cd%3D2e%252e%20--%20x", "float", Call.Parameter("n ü", "int"));

        foreach (var row in _served.Embedded("numbers"))
            Assert.Equal(Value(row["odd"]!), Value(Ask(call, Pack.Int((int)Value(row["n"]!)))));
    }

    [Fact]
    public void Who_has_no_grant_is_told_as_if_there_were_no_model()
    {
        var error = Assert.ThrowsAny<Exception>(() => Entry.Predict(_served.As("eve", "[public]"), Call.Rides("rides_int", "int"), Pack.Row(Pack.Int(1))));
        var missing = Assert.ThrowsAny<Exception>(() => Ask(Call.Rides("no_model", "int"), Pack.Int(1)));

        Assert.Equal("SI101: There is no model 'local.public.rides_int' or it is not for you to see.\nIts owner can run GRANT EXECUTE ON MODEL … TO you.", error.Message.Replace("',", "'"));
        Assert.Equal(error.Message.Replace("rides_int", "no_model"), missing.Message);
    }

    [Fact]
    public void Decimals_that_a_double_does_not_keep_are_refused()
    {
        var call = Call.Of("float", "decimal(38,10)");
        using var echo = new FakeService(_ => FakeAnswer.Double(1));

        foreach (var digits in new[] { "0", "-1.50", "123456789012345", "9007199254740992", "0.00000123456789012345", "1000000000000000000000000.0".Substring(0, 16) })
            Entry.Predict(Asker.Of(echo), call, Pack.Row(Pack.Decimal(digits)));
        foreach (var digits in new[] { "9007199254740993", "1234567890.123456", "99999999999999999999999999999999999999", "0.1234567890123456" })
        {
            var error = Assert.ThrowsAny<Exception>(() => Entry.Predict(Asker.Of(echo), call, Pack.Row(Pack.Decimal(digits))));
            Assert.Equal("SI408: The column or argument 'a' holds a number with more digits than a double keeps (15, or 2^53 for integers).\n" +
                "Round it, or cast it to float if the model may see it rounded.", error.Message);
        }
    }

    [Fact]
    public void A_text_of_2_GB_is_refused_without_being_sent()
    {
        using var nobody = new FakeService(_ => throw new InvalidOperationException("nobody should ask"));

        var error = Assert.ThrowsAny<Exception>(() => Entry.Predict(Asker.Of(nobody), Call.Of("float", "nvarchar(max)"), Pack.Row(Pack.TooLong(2_147_483_646))));

        Assert.Equal("SI408: The column or argument 'a' holds a text of 1073741823 characters; 16777216 are the most.\nPass a part of it: LEFT(…, 10000).", error.Message);
    }

    [Fact]
    public void Arguments_that_no_wrapper_packs_are_refused()
    {
        using var nobody = new FakeService(_ => throw new InvalidOperationException("nobody should ask"));
        var call = Call.Of("float");
        byte[][] wrong = [[], [3, 0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0, 1, 9]];

        foreach (var bytes in wrong)
            Assert.StartsWith("SI004: The arguments are not as prediction functions pack them.", Assert.ThrowsAny<Exception>(() => Entry.Predict(Asker.Of(nobody), call, new(bytes))).Message);
        foreach (var bytes in new byte[][] { [1, 255, 255, 255, 255], [1, 0, 0, 1, 0, 65] })
            Assert.StartsWith("SI004: ", Assert.ThrowsAny<Exception>(() => Entry.Predict(Asker.Of(nobody), Call.Of("float", "nvarchar(max)"), new(bytes))).Message);
    }

    object Ask(Call call, params byte[][] arguments) => Entry.Predict(_asker, call, Pack.Row(arguments));

    static bool IsNull(object? value) => value is null or INullable { IsNull: true };

    static double Value(object value) => value switch
    {
        JsonNumber number => double.Parse(number.Text, CultureInfo.InvariantCulture),
        SqlString text => double.Parse(text.Value, CultureInfo.InvariantCulture),
        SqlInt16 number => number.Value,
        SqlInt32 number => number.Value,
        SqlInt64 number => number.Value,
        SqlSingle number => number.Value,
        SqlDouble number => number.Value,
        _ => throw new ArgumentException(value.GetType().Name),
    };
}
