using System.Globalization;
using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.Tests.DuckDb;

public sealed class ArgumentAndResultTypeTests : IDisposable
{
    readonly TestDatabase _db = new();

    public void Dispose() => _db.Dispose();

    public static TheoryData<string, string[], ElementType> Arguments => new()
    {
        { "SMALLINT", ["-32768", "32767"], ElementType.Int16 },
        { "INTEGER", ["-2147483648", "2147483647"], ElementType.Int32 },
        { "BIGINT", ["-9223372036854775808", "9223372036854775807"], ElementType.Int64 },
        { "INTEGER", ["-7", "9"], ElementType.Float32 },
        { "SMALLINT", ["-7", "9"], ElementType.Int64 },
        { "BIGINT", ["-123456789012345", "123456789012345"], ElementType.Float64 },
        { "REAL", ["-1.5", "0.25"], ElementType.Float64 },
        { "DOUBLE", ["-1.5", "0.25"], ElementType.Float32 },
        { "DOUBLE", ["-3", "4"], ElementType.Int32 },
        { "BOOLEAN", ["1", "0"], ElementType.Boolean },
        { "BOOLEAN", ["1", "0"], ElementType.Float32 },
        { "DECIMAL(4,2)", ["-1.25", "99.99"], ElementType.Float64 },
        { "DECIMAL(9,3)", ["-1.25", "123456.789"], ElementType.Float64 },
        { "DECIMAL(18,6)", ["-1.25", "123456789.123456"], ElementType.Float64 },
        { "DECIMAL(38,10)", ["-1.25", "12345.0123456789", "1000000000000000"], ElementType.Float64 },
        { "DECIMAL(10,2)", ["-1.25", "2.5"], ElementType.Float32 },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Numbers_reach_the_model_as_it_takes_them(string sqlType, string[] values, ElementType input)
    {
        var seen = new List<string>();
        var scorer = TestScorer.Create([input], ElementType.Int64, (batch, result) =>
        {
            Assert.Equal(input, batch[0].Type.Element);
            for (var row = 0; row < batch.RowCount; row++)
                seen.Add(batch[0].IsValid(row) ? Text(batch[0], row) : "NULL");
            result.Span<long>().Clear();
        });
        _db.Create("f", scorer, EngineType.BigInt, TypeOf(sqlType));
        _db.Connection.Execute($"CREATE TABLE t AS SELECT unnest([{string.Join(",", values.Select(v => $"'{v}'"))}, NULL])::{sqlType} AS x");

        _db.Connection.Execute("SELECT public.f(x) FROM t");

        Assert.Equal([.. values, "NULL"], seen);
    }

    [Theory]
    [InlineData("BIGINT", "9007199254740993", ElementType.Float64)]
    [InlineData("BIGINT", "-9007199254740993", ElementType.Float32)]
    [InlineData("BIGINT", "2147483648", ElementType.Int32)]
    [InlineData("INTEGER", "40000", ElementType.Int16)]
    [InlineData("DOUBLE", "1e39", ElementType.Float32)]
    [InlineData("DOUBLE", "1.5", ElementType.Int32)]
    [InlineData("DOUBLE", "9223372036854775808", ElementType.Int64)]
    [InlineData("DOUBLE", "'nan'", ElementType.Int64)]
    [InlineData("DECIMAL(38,2)", "1234567890123456.78", ElementType.Float64)]
    [InlineData("DECIMAL(18,0)", "9007199254740993", ElementType.Float64)]
    [InlineData("DATE", "'infinity'", ElementType.Timestamp)]
    [InlineData("TIMESTAMP", "'-infinity'", ElementType.Timestamp)]
    [InlineData("DATE", "'300000-01-01'", ElementType.Timestamp)]
    public void Values_that_would_change_on_the_way_to_the_model_are_refused(string sqlType, string value, ElementType input)
    {
        var scorer = TestScorer.Create([input], ElementType.Int64, (_, result) => result.Span<long>().Clear());
        _db.Create("f", scorer, EngineType.BigInt, TypeOf(sqlType));

        var error = Assert.Throws<DuckDbException>(() => _db.Connection.Execute($"SELECT public.f(x) FROM (SELECT {value}::{sqlType} AS x FROM range(3))"));

        Assert.Equal(ErrorConditions.InputNotAccepted, error.Condition);
        Assert.StartsWith("model public.m: The argument 1 (p0) holds ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Trim('\''), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_up_to_2_to_the_53_reach_a_model_of_doubles()
    {
        var seen = new List<double>();
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64, (batch, result) =>
        {
            seen.AddRange(batch[0].Span<double>());
            result.Span<double>().Clear();
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.BigInt);

        _db.Connection.Execute("SELECT public.f(x) FROM (SELECT unnest([9007199254740992, -9007199254740992]) AS x)");

        Assert.Equal([9007199254740992.0, -9007199254740992.0], seen);
    }

    [Fact]
    public void What_stands_under_NULL_is_not_looked_at()
    {
        var scorer = TestScorer.Create([ElementType.Float32, ElementType.Timestamp, ElementType.Utf8], ElementType.Int64,
            (_, result) => result.Span<long>().Fill(1));
        _db.Create("f", scorer, EngineType.BigInt, EngineType.BigInt, EngineType.Date, EngineType.Varchar);
        // CASE leaves the refused values in the vectors, under cleared validity bits.
        _db.Connection.Execute("CREATE TABLE t AS SELECT 9007199254740993 + n AS x, DATE 'infinity' AS d, repeat('long', 10) || n AS s FROM range(5000) t(n)");

        Assert.Equal("5000", _db.Scalar(
            "SELECT sum(public.f(nullif(x, x), CASE WHEN x < 0 THEN d END, nullif(s, s))) FROM t"));
    }

    [Fact]
    public void Dates_and_timestamps_are_microseconds()
    {
        var seen = new List<long>();
        var scorer = TestScorer.Create([ElementType.Timestamp, ElementType.Timestamp, ElementType.Timestamp], ElementType.Timestamp, (batch, result) =>
        {
            for (var i = 0; i < 3; i++)
                seen.Add(batch[i].Span<long>()[0]);
            batch[1].Span<long>().CopyTo(result.Span<long>());
        });
        _db.Create("f", scorer, EngineType.Timestamp, EngineType.Date, EngineType.Timestamp, EngineType.TimestampTz);

        Assert.Equal("1969-12-31 23:59:59.5", _db.Scalar(
            "SELECT public.f(DATE '1970-01-02', TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMPTZ '1970-01-01 00:00:01+00')"));
        Assert.Equal([86_400_000_000, -500_000, 1_000_000], seen);
    }

    [Fact]
    public void Timestamps_come_back_as_dates_and_timestamps_with_time_zone()
    {
        _db.Connection.Execute("SET TimeZone = 'UTC'");
        var scorer = TestScorer.Create([ElementType.Timestamp], ElementType.Timestamp,
            (batch, result) => batch[0].Span<long>().CopyTo(result.Span<long>()));
        _db.Create("d", scorer, EngineType.Date, EngineType.Timestamp);
        _db.Create("z", scorer, EngineType.TimestampTz, EngineType.Timestamp);

        Assert.Equal((string?[])["1969-12-31", "1969-12-31 23:00:00+00"],
            _db.Rows("SELECT public.d(t), public.z(t) FROM (SELECT TIMESTAMP '1969-12-31 23:00:00' AS t)")[0]);
    }

    [Fact]
    public void Lists_reach_the_model_and_come_back()
    {
        var scorer = TestScorer.Create([new(ElementType.Float32, 3)], new ColumnType(ElementType.Float64, 2), (batch, result) =>
        {
            var values = batch[0].Span<float>();
            var target = result.Span<double>();
            for (var row = 0; row < batch.RowCount; row++)
            {
                target[2 * row] = values[3 * row];
                target[2 * row + 1] = values[3 * row + 2];
                if (!batch[0].IsValid(row))
                    result.SetNull(row);
            }
        });
        _db.Create("ends", scorer, EngineType.DoubleList, EngineType.DoubleList);
        _db.Create("ends32", scorer, EngineType.RealList, EngineType.RealList);
        _db.Connection.Execute("CREATE TABLE t AS SELECT CASE WHEN n % 3 = 1 THEN NULL ELSE [n, 0.25, n + 0.5] END AS v FROM range(5000) t(n)");

        var rows = _db.Rows("SELECT public.ends(v), public.ends32(v) FROM t");

        Assert.Equal((string?[])["[0.0, 0.5]", "[0.0, 0.5]"], rows[0]);
        Assert.Equal((string?[])[null, null], rows[1]);
        Assert.Equal((string?[])["[4998.0, 4998.5]", "[4998.0, 4998.5]"], rows[4998]);
    }

    [Theory]
    [InlineData("[1.0, 2.0]", "SI407")]
    [InlineData("[]", "SI407")]
    [InlineData("[1.0, NULL, 2.0]", "SI408")]
    public void Lists_of_another_length_or_with_NULL_elements_are_refused(string list, string code)
    {
        var scorer = TestScorer.Create([new(ElementType.Float64, 3)], ElementType.Float64, (_, result) => result.Span<double>().Clear());
        _db.Create("f", scorer, EngineType.Double, EngineType.DoubleList);

        var error = Assert.Throws<DuckDbException>(() => _db.Connection.Execute($"SELECT public.f({list}::DOUBLE[])"));

        Assert.Equal(code, error.Condition.Code);
        // What one query did wrong is not held against the next.
        Assert.Equal("0.0", _db.Scalar("SELECT public.f([1.0, 2.0, 3.0])"));
    }

    [Fact]
    public void Nothing_but_NULL_lists_is_answered_with_NULL()
    {
        var scorer = TestScorer.Create([new(ElementType.Float64, 3)], ElementType.Float64, (batch, result) =>
        {
            Assert.Equal(new ColumnType(ElementType.Float64, 3), batch[0].Type);
            for (var row = 0; row < batch.RowCount; row++)
                result.SetNull(row);
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.DoubleList);
        _db.Connection.Execute("CREATE TABLE nothing (v DOUBLE[]); INSERT INTO nothing VALUES (NULL), (NULL)");

        Assert.Equal((string?[])[null, null], _db.Column("SELECT public.f(v) FROM nothing"));
    }

    public static TheoryData<double, string, string> RoundedResults => new()
    {
        { 1.5, "INTEGER", "2" },
        { 2.5, "INTEGER", "3" },
        { -2.5, "INTEGER", "-3" },
        { 0.49999999999999994, "INTEGER", "0" },
        { 32767.4, "SMALLINT", "32767" },
        { -9223372036854775808.0, "BIGINT", "-9223372036854775808" },
        { 2.675, "DECIMAL(4,2)", "2.68" },
        { -2.675, "DECIMAL(9,2)", "-2.68" },
        { 1.005, "DECIMAL(18,2)", "1.01" },
        { 0.1234565, "DECIMAL(10,6)", "0.123457" },
        { 0.1234564999, "DECIMAL(10,6)", "0.123456" },
        { 99.994, "DECIMAL(4,2)", "99.99" },
        { 12345678.5, "DECIMAL(38,0)", "12345679" },
        { 1e20, "DECIMAL(38,2)", "100000000000000000000.00" },
        { 1e30, "DECIMAL(38,0)", "1000000000000000019884624838656" },
        { 1e30, "DECIMAL(38,2)", "1000000000000000019884624838656.00" },
        { 123456789012345.69, "DECIMAL(38,10)", "123456789012345.6900000000" },
        { -12345.678, "DECIMAL(38,15)", "-12345.678000000000000" },
        { 0.1, "DECIMAL(38,30)", "0.100000000000000000000000000000" },
        { 0.25, "REAL", "0.25" },
        { 1, "BOOLEAN", "true" },
        { 0.1, "VARCHAR", "0.1" },
        { 3, "VARCHAR", "3" },
        { 1e20, "VARCHAR", "1e+20" },
    };

    [Theory]
    [MemberData(nameof(RoundedResults))]
    public void Answers_are_rounded_half_away_from_zero_to_the_declared_type(double answer, string returns, string expected)
    {
        _db.Create("f", Constant(answer), TypeOf(returns), EngineType.Integer);

        Assert.Equal([expected, expected], _db.Column("SELECT public.f(range) FROM range(2)"));
    }

    [Theory]
    [InlineData(4, 2, 0.0125)]
    [InlineData(9, 3, 0.0445)]
    [InlineData(10, 6, 0.00012345675)]
    [InlineData(18, 1, 7654321098.15)]
    [InlineData(30, 6, 0.1234565)]
    public void All_answers_of_a_chunk_are_rounded_by_their_digits(int precision, int scale, double step)
    {
        // Halves and plain values in turns, so that both meet at every place of a vector.
        var answers = Enumerable.Range(0, 3000).Select(i => (i - 1500) * (i % 7 < 3 ? step : step * 0.9973)).ToArray();
        _db.Create("f", TestScorer.Create([ElementType.Int32], ElementType.Float64, (input, result) =>
        {
            var rows = input[0].Span<int>();
            for (var row = 0; row < rows.Length; row++)
                result.Span<double>()[row] = answers[rows[row]];
        }), TypeOf($"DECIMAL({precision},{scale})"), EngineType.Integer);

        var expected = answers.Select(answer => Math.Round(decimal.Parse(answer.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture), scale, MidpointRounding.AwayFromZero));
        Assert.Equal(expected, _db.Column("SELECT public.f(range::int) FROM range(3000)").Select(text => decimal.Parse(text!, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(32767.5, "SMALLINT", "32767.5")]
    [InlineData(2147483648.0, "INTEGER", "2147483648")]
    [InlineData(9223372036854775808.0, "BIGINT", "9.223372036854776E+18")]
    [InlineData(double.NaN, "INTEGER", "NaN")]
    [InlineData(double.PositiveInfinity, "DECIMAL(10,6)", "Infinity")]
    [InlineData(double.NaN, "DECIMAL(38,6)", "NaN")]
    [InlineData(10000.0, "DECIMAL(10,6)", "10000")]
    [InlineData(99.995, "DECIMAL(4,2)", "99.995")]
    [InlineData(1e39, "REAL", "1E+39")]
    [InlineData(0.5, "BOOLEAN", "0.5")]
    public void Answers_that_do_not_fit_are_errors_with_model_value_and_type(double answer, string returns, string value)
    {
        _db.Create("f", Constant(answer), TypeOf(returns), EngineType.Integer);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(range) FROM range(2)"));

        Assert.Equal(ErrorConditions.ValueDoesNotFit, error.Condition);
        Assert.Equal($"model public.m: the predicted value {value} does not fit {TypeOf(returns)}.", error.Message);
    }

    [Theory]
    [InlineData("SMALLINT")]
    [InlineData("DECIMAL(4,2)")]
    public void Answers_that_do_not_fit_are_null_and_counted_where_the_model_says_so(string returns)
    {
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64, (input, result) =>
        {
            input[0].Span<double>().CopyTo(result.Span<double>());
            result.Span<double>()[1] = 1e9;
        });
        scorer.OnError = ErrorPolicy.Null;
        _db.Create("f", scorer, TypeOf(returns), EngineType.Integer);

        Assert.Equal(["0", "NULL", "2"], _db.Column("SELECT coalesce(public.f(range)::int::varchar, 'NULL') FROM range(3)"));
        Assert.Equal(1, scorer.Refused);
    }

    [Theory]
    [InlineData(42, "SMALLINT", "42")]
    [InlineData(42, "DOUBLE", "42.0")]
    [InlineData(-42, "DECIMAL(10,6)", "-42.000000")]
    [InlineData(42, "VARCHAR", "42")]
    [InlineData(1, "BOOLEAN", "true")]
    public void Integer_answers_become_what_is_declared(long answer, string returns, string expected)
    {
        _db.Create("f", Constant(answer), TypeOf(returns), EngineType.Integer);

        Assert.Equal([expected], _db.Column("SELECT public.f(range) FROM range(1)"));
    }

    [Theory]
    [InlineData(40000, "SMALLINT")]
    [InlineData(9007199254740993, "DOUBLE")]
    [InlineData(16777217, "REAL")]
    [InlineData(10000, "DECIMAL(10,6)")]
    [InlineData(2, "BOOLEAN")]
    public void Integer_answers_that_do_not_fit_are_errors(long answer, string returns)
    {
        _db.Create("f", Constant(answer), TypeOf(returns), EngineType.Integer);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(range) FROM range(1)"));

        Assert.Equal(ErrorConditions.ValueDoesNotFit, error.Condition);
    }

    [Theory]
    [InlineData("42", "INTEGER", "42")]
    [InlineData("3.0", "INTEGER", "3")]
    [InlineData("-7", "BIGINT", "-7")]
    [InlineData("2.675", "DECIMAL(4,2)", "2.68")]
    [InlineData("-0.05", "DECIMAL(38,20)", "-0.05000000000000000000")]
    [InlineData("1e-3", "DOUBLE", "0.001")]
    [InlineData("True", "BOOLEAN", "true")]
    public void Labels_are_read_as_what_is_declared(string label, string returns, string expected)
    {
        _db.Create("f", Label(label), TypeOf(returns), EngineType.Integer);

        Assert.Equal([expected], _db.Column("SELECT public.f(range) FROM range(1)"));
    }

    [Theory]
    [InlineData("spam", "INTEGER")]
    [InlineData("3.5", "INTEGER")]
    [InlineData("", "DOUBLE")]
    [InlineData("100", "DECIMAL(4,2)")]
    [InlineData("maybe", "BOOLEAN")]
    public void Labels_that_cannot_be_read_are_errors(string label, string returns)
    {
        _db.Create("f", Label(label), TypeOf(returns), EngineType.Integer);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(range) FROM range(1)"));

        Assert.Equal(ErrorConditions.ValueDoesNotFit, error.Condition);
        Assert.Contains($"'{label}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_not_UTF8_is_refused()
    {
        var scorer = TestScorer.Create([ElementType.Int32], ElementType.Utf8, (_, result) => result.AppendText([0xC3]));
        _db.Create("f", scorer, EngineType.Varchar, EngineType.Integer);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(range) FROM range(1)"));

        Assert.Equal(ErrorConditions.ResponseInvalid, error.Condition);
    }

    [Fact]
    public void Too_few_answers_are_refused()
    {
        var scorer = TestScorer.CreateAsync([ElementType.Int32], ElementType.Float64, (_, result, _) =>
        {
            result.Reset(ElementType.Float64, 1);
            return ValueTask.CompletedTask;
        });
        _db.Create("f", scorer, EngineType.Double, EngineType.Integer);

        var error = Assert.Throws<DuckDbException>(() => _db.Column("SELECT public.f(range) FROM range(5)"));

        Assert.Equal(ErrorConditions.ResponseInvalid, error.Condition);
        Assert.Equal("model public.m: 1 answers came for 5 rows.", error.Message);
    }

    [Fact]
    public void A_model_that_takes_NULL_is_asked_even_for_a_constant_one()
    {
        var scorer = TestScorer.Create([ElementType.Float64], ElementType.Float64, (batch, result) =>
        {
            for (var row = 0; row < batch.RowCount; row++)
                result.Span<double>()[row] = batch[0].IsValid(row) ? 1 : -1;
        }, acceptsNull: true);
        _db.Create("f", scorer, EngineType.Double, EngineType.Double);

        Assert.Equal("-1.0", _db.Scalar("SELECT public.f(NULL)"));
        Assert.Equal(["1.0", "-1.0"], _db.Column("SELECT public.f(x) FROM (VALUES (1), (NULL)) t(x)"));
    }

    [Theory]
    [InlineData("VARCHAR", ElementType.Float64, ElementType.Float64, "DOUBLE", "SI205")]
    [InlineData("TIMESTAMP", ElementType.Float32, ElementType.Float64, "DOUBLE", "SI205")]
    [InlineData("INTEGER", ElementType.Float64, ElementType.Timestamp, "DOUBLE", "SI206")]
    [InlineData("INTEGER", ElementType.Float64, ElementType.Float64, "DATE", "SI206")]
    [InlineData("INTEGER", ElementType.Float64, ElementType.Float64, "DOUBLE[]", "SI206")]
    public void Types_that_can_never_match_are_refused_when_the_function_is_made(
        string parameter, ElementType input, ElementType output, string returns, string code)
    {
        var scorer = TestScorer.Create([input], output, (_, _) => { });

        var error = Assert.Throws<SqlInferenceException>(() => _db.Registry.Add(_db.Function("f", scorer, TypeOf(returns), TypeOf(parameter))));

        Assert.Equal(code, error.Condition.Code);
    }

    static TestScorer Constant(double answer) =>
        TestScorer.Create([ElementType.Int32], ElementType.Float64, (_, result) => result.Span<double>().Fill(answer));

    static TestScorer Constant(long answer) =>
        TestScorer.Create([ElementType.Int32], ElementType.Int64, (_, result) => result.Span<long>().Fill(answer));

    static TestScorer Label(string label) => TestScorer.Create([ElementType.Int32], ElementType.Utf8, (batch, result) =>
    {
        for (var row = 0; row < batch.RowCount; row++)
            result.AppendText(Encoding.UTF8.GetBytes(label));
    });

    static EngineType TypeOf(string sql) => sql switch
    {
        "SMALLINT" => EngineType.SmallInt,
        "INTEGER" => EngineType.Integer,
        "BIGINT" => EngineType.BigInt,
        "REAL" => EngineType.Real,
        "DOUBLE" => EngineType.Double,
        "BOOLEAN" => EngineType.Boolean,
        "VARCHAR" => EngineType.Varchar,
        "DATE" => EngineType.Date,
        "TIMESTAMP" => EngineType.Timestamp,
        "DOUBLE[]" => EngineType.DoubleList,
        _ when sql.StartsWith("DECIMAL(", StringComparison.Ordinal) && sql[8..^1].Split(',') is [var p, var s] =>
            EngineType.Decimal(int.Parse(p, CultureInfo.InvariantCulture), int.Parse(s, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException(sql),
    };

    /// <summary>A value with all its digits, which the casts to decimal bring out.</summary>
    static string Text(ColumnView column, int row) => column.Type.Element switch
    {
        ElementType.Boolean => column.Span<byte>()[row].ToString(CultureInfo.InvariantCulture),
        ElementType.Int16 => column.Span<short>()[row].ToString(CultureInfo.InvariantCulture),
        ElementType.Int32 => column.Span<int>()[row].ToString(CultureInfo.InvariantCulture),
        ElementType.Int64 => column.Span<long>()[row].ToString(CultureInfo.InvariantCulture),
        ElementType.Float32 => ((decimal)column.Span<float>()[row]).ToString(CultureInfo.InvariantCulture),
        _ => column.Span<double>()[row].ToString("0.###############", CultureInfo.InvariantCulture),
    };
}
