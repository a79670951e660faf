using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests.Tables;

public sealed class RandomCutForestStreamTests : EngineFixture
{
    static readonly string Taxi = Path.Combine(AppContext.BaseDirectory, "nyc_taxi.csv");

    [Fact]
    public void The_hour_of_the_marathon_stands_out()
    {
        LoadTaxi();

        // On 2014-11-02 clocks went back at the end of the night: one hour holds the passengers of two.
        Assert.Equal(["2014-11-02 01:00:00", "2014-11-02 01:30:00"], Run(
            """
            SELECT ride_timestamp FROM random_cut_forest_stream(
                'SELECT * FROM taxi WHERE ride_timestamp BETWEEN ''2014-10-01'' AND ''2014-11-10'' ORDER BY ride_timestamp', num_trees := 30)
            WHERE ride_timestamp > '2014-10-15' ORDER BY anomaly_score DESC LIMIT 2
            """).Select(row => row[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_shingle_finds_the_day_without_a_rhythm()
    {
        LoadTaxi();

        // The blizzard of January 2015.
        Assert.Equal("2015-01-27 00:00:00", Scalar(
            """
            SELECT date_trunc('day', ride_timestamp) FROM random_cut_forest_stream(
                'SELECT * FROM taxi WHERE ride_timestamp > ''2015-01-05'' ORDER BY ride_timestamp', num_trees := 30, shingle_size := 12)
            ORDER BY anomaly_score DESC LIMIT 1
            """));
    }

    [Fact]
    public void Rows_come_in_the_query_s_order_with_all_their_columns()
    {
        var rows = Run(
            """
            SELECT * FROM random_cut_forest_stream(
                'SELECT n AS id, (n * 7919 % 5000)::DOUBLE AS value, ''row '' || n AS label FROM range(5000) t(n) ORDER BY n DESC',
                columns := ['VALUE'], num_trees := 3)
            """);

        Assert.Equal(5000, rows.Count);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{4999 - i}"), rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.Equal($"row {row[0]}", row[2]));
        Assert.Equal(5, rows[0].Length);
    }

    [Fact]
    public void Attributions_are_named_after_their_columns_and_sum_to_the_score()
    {
        Run("CREATE TABLE t AS SELECT n, sin(n) AS a, n % 17 AS b, CASE WHEN n = 900 THEN 40 ELSE cos(n) END AS c, TIMESTAMP '2024-01-01' AS ts FROM range(1000) r(n)");

        Assert.Equal(["n", "a", "b", "c", "ts", "anomaly_score", "a_attribution", "b_attribution", "c_attribution"], Run(
            "DESCRIBE SELECT * FROM random_cut_forest_stream('SELECT * FROM t', columns := ['a', 'b', 'c'])").Select(row => row[0]));
        Run("CREATE TABLE s AS SELECT * FROM random_cut_forest_stream('SELECT * FROM t ORDER BY n', columns := ['a', 'b', 'c'], num_trees := 20)");
        Assert.Equal("0", Scalar("SELECT count(*) FROM s WHERE abs(anomaly_score - (a_attribution + b_attribution + c_attribution)) > 1e-9"));
        Assert.Equal("0", Scalar("SELECT count(*) FROM s WHERE anomaly_score = 0 AND n >= 64"));
        Assert.Equal("64", Scalar("SELECT count(*) FROM s WHERE anomaly_score = 0"));
        Assert.Equal("900", Scalar("SELECT n FROM s WHERE c_attribution > 0.9 * anomaly_score ORDER BY anomaly_score DESC LIMIT 1"));
    }

    [Fact]
    public void Without_columns_all_numbers_are_scored_but_no_times_nor_texts()
    {
        Assert.Equal(["i", "d", "h", "b", "s", "ts", "day", "anomaly_score", "i_attribution", "d_attribution", "h_attribution"], Run(
            """
            DESCRIBE SELECT * FROM random_cut_forest_stream(
                'SELECT 1::TINYINT AS i, 2.5 AS d, 3::HUGEINT AS h, true AS b, ''x'' AS s, TIMESTAMP ''2024-01-01'' AS ts, DATE ''2024-01-01'' AS day')
            """).Select(row => row[0]));
    }

    [Fact]
    public void A_row_with_NULL_is_answered_with_NULL_and_not_learned()
    {
        Run("CREATE TABLE whole AS SELECT n, hash(n) % 1000 AS v FROM range(300) r(n)");
        Run("CREATE TABLE holes AS SELECT n * 2 AS n, v FROM whole UNION ALL SELECT n * 2 + 1, NULL FROM whole");

        Assert.Equal("300", Scalar("SELECT count(*) FROM random_cut_forest_stream('SELECT * FROM holes ORDER BY n', columns := ['v']) WHERE anomaly_score IS NULL AND v_attribution IS NULL AND v IS NULL"));
        Assert.Equal(
            Run("SELECT anomaly_score, v_attribution FROM random_cut_forest_stream('SELECT * FROM whole ORDER BY n', columns := ['v'], num_trees := 10)"),
            Run("SELECT anomaly_score, v_attribution FROM random_cut_forest_stream('SELECT * FROM holes ORDER BY n', columns := ['v'], num_trees := 10) WHERE v IS NOT NULL"));
    }

    [Fact]
    public void Equal_calls_give_equal_scores_and_other_parameters_others()
    {
        const string Query = "SELECT sum(anomaly_score) FROM random_cut_forest_stream('SELECT hash(n) % 1000 AS v FROM range(500) r(n) ORDER BY n', num_trees := 10";
        string[] parameters = ["", ", seed := 1", ", num_samples_per_tree := 64", ", shingle_size := 2", ", time_decay := 20"];

        var sums = parameters.Select(more => Scalar($"{Query}{more})")).ToArray();

        Assert.Equal(sums[0], Scalar($"{Query}, seed := 42)"));
        Assert.Equal(parameters.Length, sums.Distinct().Count());
    }

    [Fact]
    public void An_empty_result_has_all_columns_and_no_rows()
    {
        Run("CREATE TABLE empty AS SELECT * FROM random_cut_forest_stream('SELECT 1 AS v, ''a'' AS s WHERE false')");

        Assert.Empty(Run("SELECT v, s, anomaly_score, v_attribution FROM empty"));
    }

    [Fact]
    public void Several_streams_may_run_at_once()
    {
        const string Query = "SELECT sum(anomaly_score) FROM random_cut_forest_stream('SELECT hash(n) % 1000 AS v FROM range(600) r(n) ORDER BY n', num_trees := 10)";
        var alone = Scalar(Query);

        var sums = new string?[4];
        Parallel.For(0, sums.Length, i =>
        {
            using var session = Engine.Connect();
            sums[i] = Run(session, Query)[0][0];
        });

        Assert.All(sums, sum => Assert.Equal(alone, sum));
        Assert.Equal("true", Scalar($"SELECT ({Query}) = ({Query})"));
    }

    [Fact]
    public void LIMIT_ends_an_endless_series_early()
    {
        Assert.Equal(3, Run("SELECT * FROM random_cut_forest_stream('SELECT n % 7 AS v FROM range(1000000000000) r(n)', num_trees := 5) LIMIT 3").Count);
    }

    [Fact]
    public async Task A_cancellation_is_heard_while_rows_are_scored()
    {
        using var cancellation = new CancellationTokenSource();
        var query = Task.Run(() => Run(
            "SELECT count(anomaly_score) FROM random_cut_forest_stream('SELECT hash(n) % 1000 AS v FROM range(1000000000) r(n)', num_trees := 1000, shingle_size := 30)",
            cancellation.Token));
        await Task.Delay(500);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("1", Scalar("SELECT 1"));
    }

    [Theory]
    [InlineData("'SELECT 1 AS a', columns := ['b']", "unknown_column", "The inner query has no column 'b'.")]
    [InlineData("'SELECT ''x'' AS a'", "column_not_numeric", "The inner query has no numeric column to score: a (VARCHAR).")]
    [InlineData("'SELECT 1 AS n, ''x'' AS a', columns := ['a']", "column_not_numeric", "Column 'a' of the inner query is VARCHAR; a random cut forest works on numbers, booleans and timestamps.")]
    [InlineData("'SELECT [1, 2] AS a', columns := ['a']", "column_not_numeric", "Column 'a' of the inner query is INTEGER[]; a random cut forest works on numbers, booleans and timestamps.")]
    [InlineData("'SELECT 1 AS a', columns := []", "invalid_clause_value", "The list of columns to score is empty.")]
    [InlineData("'SELECT 1 AS a', columns := ['a', NULL]", "invalid_clause_value", "The list of columns to score holds NULL.")]
    [InlineData("'SELECT 1 AS a', columns := ['a', 'A']", "invalid_clause_value", "The list of columns to score names a column twice.")]
    [InlineData("'SELECT 1 AS a, 2 AS Anomaly_Score'", "invalid_clause_value", "The inner query has a column 'Anomaly_Score', which is the name of a column that is added.")]
    [InlineData("'SELECT 1 AS a', num_trees := 0", "invalid_hyperparameter", "Hyperparameter num_trees of a random cut forest is 0; it has to be from 1 to 1000.")]
    [InlineData("'SELECT 1 AS a', shingle_size := 31", "invalid_hyperparameter", "Hyperparameter shingle_size of a random cut forest is 31; it has to be from 1 to 30.")]
    [InlineData("'SELECT ''nan''::DOUBLE AS a'", "not_finite", "Column 'a' holds a value that is infinite, not a number, or beyond 1e34 in size.")]
    [InlineData("'SELECT 9007199254740993 AS a'", "input_not_accepted", "The column a holds a number that does not fit the model's type Float64.")]
    [InlineData("'DELETE FROM t'", "invalid_clause_value", "The inner query is not a SELECT.")]
    [InlineData("NULL", "invalid_clause_value", "The inner query is NULL.")]
    public void What_cannot_be_scored_is_refused(string arguments, string condition, string message)
    {
        Run("CREATE TABLE t AS SELECT 1 AS a");

        var error = Assert.ThrowsAny<SqlInferenceException>(() => Run($"SELECT * FROM random_cut_forest_stream({arguments})"));

        Assert.Equal((condition, $"random_cut_forest_stream: {message}"), (error.Condition.Name, error.Message));
        Assert.NotNull(error.Hint);
        Assert.Equal("1", Scalar("SELECT count(*) FROM t"));
    }

    void LoadTaxi() => Run(string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE taxi AS SELECT * FROM read_csv('{Taxi}')"));
}
