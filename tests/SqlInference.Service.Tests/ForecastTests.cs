using SqlInference.Errors;
using SqlInference.Service.Embedded;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … MODEL_TYPE FORECAST, and <c>forecast('model')</c>.</summary>
public sealed class ForecastTests : IDisposable
{
    readonly Workplace _work = new();

    public ForecastTests() => _work.Run(
        """
        CREATE TABLE sales AS SELECT (['tea', 'coffee'])[i % 2 + 1] AS item, i % 2 + 1 AS number, DATE '2024-01-01' + CAST(i // 2 AS INT) AS day,
          100 + 10 * (i % 2) + (i // 2) % 7 * 5 + i // 2 AS quantity FROM range(240) r(i);
        """);

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Each_item_has_a_row_for_each_step_and_a_column_for_each_percentile()
    {
        _work.Run(
            """
            CREATE MODEL demand FROM (SELECT item, day, quantity FROM sales) TARGET quantity IAM_ROLE default AUTO ON MODEL_TYPE FORECAST OBJECTIVE 'RMSE'
              SETTINGS (S3_BUCKET 'any', HORIZON 7, FREQUENCY 'D', PERCENTILES '0.10,0.50,0.975,mean')
            """);

        Assert.Equal("id,time,p10,p50,p97_5,mean", string.Join(',', _work.Run("SELECT * FROM forecast('demand')").Columns));
        Assert.Equal(["14|coffee|tea|2024-04-30|2024-05-06"], _work.Run("SELECT concat_ws('|', count(*), min(id), max(id), min(time)::date, max(time)::date) FROM forecast('demand')").First);
        Assert.Equal("0", _work.Run("SELECT count(*) FROM forecast('PUBLIC.Demand') WHERE NOT (p10 <= p50 AND p50 <= p97_5 AND p50 = mean AND abs(mean - (100 + 10 * (id = 'coffee')::int + (time::date - DATE '2024-01-01') % 7 * 5 + (time::date - DATE '2024-01-01'))) < 1)").Single);
        var shown = _work.Run("SHOW MODEL demand");
        Assert.Equal(("READY", "forecast", "RMSE", "D", "7", "p10,p50,p97_5,mean", "2.000000"),
            (shown["Model State"], shown["Model Type"], shown["Objective"], shown["frequency"], shown["horizon"], shown["percentiles"], shown["train:series"]));
        Assert.Equal("1.0", _work.Run("SELECT sum(share) FROM sqlinference.candidates WHERE model_name = 'demand'").Single);
    }

    [Fact]
    public void Redshift_reads_it_by_a_statement_of_its_own()
    {
        _work.Run("CREATE MODEL demand FROM (SELECT item, day, quantity FROM sales) TARGET quantity MODEL_TYPE FORECAST SETTINGS (HORIZON 2)");

        var rows = _work.Run("SELECT * FROM forecast('demand')");
        foreach (var statement in (string[])["SELECT FORECAST(demand)", "select forecast ( Public . \"demand\" ) -- both\n;"])
        {
            Assert.Equal(rows.Columns, _work.Run(statement).Columns);
            Assert.Equal(rows.Rows, _work.Run(statement).Rows);
        }

        _work.Run("CREATE TABLE expected AS SELECT FORECAST(demand);");
        Assert.Equal(rows.Rows, _work.Run("SELECT * FROM expected").Rows);
        _work.Run("INSERT INTO expected SELECT FORECAST(demand)");
        Assert.Equal($"{2 * rows.Rows.Count}", _work.Run("SELECT count(*) FROM expected").Single);
        _work.Refused(ErrorConditions.UnknownModel, "SELECT FORECAST(demands)", "forecast: There is no model public.demands in database local.", "Did you mean public.demand? SHOW MODEL ALL lists the models.");
    }

    [Theory]
    [InlineData("SELECT forecast('demand')")]
    [InlineData("SELECT forecast(demand) FROM t")]
    [InlineData("SELECT forecast(demand), 1")]
    [InlineData("SELECT forecast(demand) AS x")]
    [InlineData("SELECT forecast(a, b)")]
    [InlineData("SELECT forecast(a.)")]
    [InlineData("SELECT forecast()")]
    [InlineData("SELECT forecast(demand")]
    [InlineData("SELECT * FROM forecast(demand)")]
    [InlineData("SELECT forecast(demand); SELECT 1")]
    [InlineData("")]
    public void Other_statements_stay_the_engines(string statement) => Assert.Same(statement, ForecastSelect.Rewrite(statement));

    [Fact]
    public void A_single_series_needs_no_item_and_its_step_is_found()
    {
        _work.Run("CREATE MODEL tea FROM (SELECT day, quantity FROM sales WHERE item = 'tea' AND day <> DATE '2024-02-02') TARGET quantity MODEL_TYPE FORECAST SETTINGS (HORIZON 3)");

        Assert.Contains("1 steps of D have no value; what lies between their neighbours' stands for them.", _work.Notices);
        Assert.Equal(["3|0|p10,p50,p90"], _work.Run("SELECT concat_ws('|', count(*), count(id), 'p10,p50,p90') FROM (SELECT id, p10, p50, p90 FROM forecast('tea'))").First);
    }

    [Fact]
    public void It_outlives_the_process_and_ends_with_the_model()
    {
        _work.Run("CREATE MODEL demand FROM (SELECT number, day, quantity FROM sales) TARGET quantity MODEL_TYPE FORECAST SETTINGS (HORIZON 2)");
        var before = _work.Run("SELECT * FROM forecast('demand')").Rows;
        _work.Reopen();
        Assert.Equal(before, _work.Run("SELECT * FROM forecast('demand')").Rows);
        _work.Run("CREATE OR REPLACE MODEL demand FROM (SELECT number, day, quantity FROM sales) TARGET quantity MODEL_TYPE FORECAST SETTINGS (HORIZON 3)");
        Assert.Equal("6", _work.Run("SELECT count(*) FROM forecast('demand')").Single);
        _work.Run("DROP MODEL demand");
        _work.Refused(ErrorConditions.UnknownModel, "SELECT * FROM forecast('demand')");
    }

    [Fact]
    public void A_forecast_is_no_file()
    {
        _work.Run("CREATE MODEL demand FROM (SELECT item, day, quantity FROM sales) TARGET quantity MODEL_TYPE FORECAST SETTINGS (HORIZON 2)");
        var exception = Assert.Throws<SqlInferenceException>(() => ModelExport.Write(_work.Engine.Service.Catalog, _work.Engine.Service.Artifacts, "local", "demand", _work.Path("x.onnx")));
        Assert.Equal("Model 'public.demand' cannot be exported: it is a forecast, which is a table and no function.", exception.Message);
        Assert.False(File.Exists(_work.Path("x.onnx")));
    }

    [Theory]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "", "SI004", "MODEL_TYPE FORECAST needs a HORIZON: how many steps to look ahead.")]
    [InlineData("SELECT item, day, quantity FROM sales", "item", "SETTINGS (HORIZON 2)", "SI311", "Column 'item' has type VARCHAR; a forecast is of numbers.")]
    [InlineData("SELECT item, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2)", "SI004", "The training query has no column of dates or timestamps, by which a forecast goes.")]
    [InlineData("SELECT day, day + 1 AS later, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2)", "SI004", "The training query has 2 columns of dates or timestamps: day, later.")]
    [InlineData("SELECT item, number, day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2)", "SI004", "The training query has 2 columns besides the time and the target: item, number; one may say which series a row belongs to.")]
    [InlineData("SELECT number / 2 AS half, day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2)", "SI004", "Column 'half' has type DOUBLE; what says which series a row belongs to is a text or a whole number.")]
    [InlineData("SELECT day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2)", "SI310", "The series has two rows at 2024-01-01 00:00:00.")]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2, FREQUENCY 'W')", "SI310", "Item 'coffee' has a row at 2024-01-02 00:00:00, which is no whole number of steps of W after its first, 2024-01-01 00:00:00.")]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 100)", "SI303", "Item 'coffee' has 120 steps of D; a forecast needs at least 200.")]
    [InlineData("SELECT day, quantity FROM sales WHERE quantity < 0", "quantity", "SETTINGS (HORIZON 2)", "SI302", "The training query returned no rows with a time and a value.")]
    [InlineData("SELECT day, CASE WHEN quantity > 150 THEN 'inf'::double ELSE quantity END AS quantity FROM sales WHERE item = 'tea'", "quantity", "SETTINGS (HORIZON 2)", "SI306", "The target has a value that is not finite, at 2024-01-27 00:00:00.")]
    [InlineData("SELECT TIMESTAMP '2024-01-01' + to_seconds(i * 7) AS day, i AS quantity FROM range(30) r(i)", "quantity", "SETTINGS (HORIZON 2)", "SI310", "The times in column 'day' have no step in common.")]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "SETTINGS (HORIZON 2, MAX_CELLS 300)", "SI310", "The training query has more than 100 rows, which is what MAX_CELLS allows: of a series nothing can be left out.")]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "OBJECTIVE 'AUC' SETTINGS (HORIZON 2)", "SI004", "'AUC' is no objective of a FORECAST model.")]
    [InlineData("SELECT item, day, quantity FROM sales", "quantity", "HYPERPARAMETERS DEFAULT EXCEPT (A '1') SETTINGS (HORIZON 2)", "SI004", "MODEL_TYPE FORECAST does not go with HYPERPARAMETERS: they are found by trying.")]
    public void What_cannot_be_forecast_is_refused(string query, string target, string clauses, string code, string message)
    {
        var exception = _work.Refused(ErrorConditions.Find(code)!, $"CREATE MODEL m FROM ({query}) TARGET {target} MODEL_TYPE FORECAST {clauses}");
        Assert.Equal(message, exception.Message);
        Assert.False(string.IsNullOrEmpty(exception.Hint));
    }

    [Fact]
    public void Only_a_forecast_is_read_as_one()
    {
        _work.Run($"CREATE MODEL m FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real");
        _work.Refused(ErrorConditions.InvalidClauseValue, "SELECT * FROM forecast('m')", "forecast: Model public.m is no FORECAST model.", "Call its function f.");
        _work.Refused(ErrorConditions.InvalidClauseValue, "SELECT * FROM forecast(NULL)", "forecast: The model's name is NULL.", "Pass the name of a FORECAST model.");
        _work.Refused(ErrorConditions.UnknownModel, "SELECT * FROM forecast('x')", "forecast: There is no model public.x in database local.", "Did you mean public.m? SHOW MODEL ALL lists the models.");
    }
}
