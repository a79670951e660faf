using System.Globalization;
using System.Text.RegularExpressions;
using SqlInference.Language;

namespace SqlInference.Docs.Tests;

/// <summary>The demo scripts run, twice, and find what their comments say.</summary>
public sealed partial class DemoTests
{
    const string Anomalies = "sql/demo/anomalies.sql";

    // One AWS run published 236; 20 seeds of the same forest gave 215 to 272.
    const int LeastAnomalies = 200;
    const int MostAnomalies = 280;

    [Fact]
    public void The_taxi_tutorial_finds_as_many_anomalies_as_on_Redshift_and_can_be_repeated()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile(Anomalies);
        session.RunFile(Anomalies);

        var count = Number(session.Query("SELECT COUNT(*) FROM public.taxi_scores WHERE score > cutoff")[0][0]);
        Assert.InRange(count, LeastAnomalies, MostAnomalies);
        Assert.Equal(count, session.Query(TutorialQuery()).Count);
    }

    [Fact]
    public void Values_alone_show_crowds_and_snow_and_the_surplus_shows_every_labelled_event()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile(Anomalies);

        var byValue = Found(session, "public.taxi_scores");
        Assert.Equal(["Blizzard", "New Year's Day", "New York City Marathon"], byValue.Where(found => found.Value > 0).Select(found => found.Key));
        Assert.Equal(["Christmas", "Thanksgiving"], byValue.Where(found => found.Value == 0).Select(found => found.Key));
        Assert.All(Found(session, "public.taxi_surplus_scores").Values, found => Assert.True(found > 0));
    }

    [Fact]
    public void The_tutorial_stands_in_the_demo_word_for_word()
    {
        var statements = Statements(Repository.Read(Anomalies));
        foreach (var statement in Statements(Repository.Read("tests/SqlInference.Language.Tests/Scripts/anomaly-scores.sql")))
            Assert.Contains(statement, statements);
    }

    [Fact]
    public void The_picture_of_the_README_is_what_the_demo_draws()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile(Anomalies);

        var picture = session.Draw(
            """
            SELECT ride_timestamp, nbr_passengers AS passengers, score, cutoff, event
            FROM taxi_surplus_scores LEFT JOIN taxi_events ON ride_timestamp::date BETWEEN first_day AND last_day
            """, "Taxi passengers in New York, scored by how unusual they are for the hour");
        Assert.Equal(Repository.Read("docs/images/taxi-anomalies.svg"), picture);
        Assert.InRange(picture.Length, 1, 400_000);
    }

    [Fact]
    public void The_machine_forest_takes_a_time_and_a_value_and_finds_shutdown_and_failure()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile("sql/demo/machine_temperature.sql");
        session.RunFile("sql/demo/machine_temperature.sql");

        Assert.Equal("3", session.Query("SHOW MODEL public.machine_forest").Single(row => row[0] == "feature_dim")[1]);
        Assert.InRange(double.Parse(session.Query("SELECT public.machine_score('2013-12-02 21:15:00', 75)")[0][0]!, CultureInfo.InvariantCulture), 2, 5);
        var found = session.Query(
            """
            SELECT event FROM public.machine_events JOIN public.machine_scores ON "timestamp" BETWEEN begins AND ends
            GROUP BY event HAVING COUNT(*) FILTER (score > cutoff) > 0 ORDER BY event
            """);
        Assert.Equal(["Planned shutdown", "System failure"], found.Select(row => row[0]));
    }

    [Fact]
    public void Abalones_are_as_old_as_the_comments_say_and_the_script_can_be_repeated()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile("sql/demo/abalone.sql");
        session.RunFile("sql/demo/abalone.sql");

        var error = double.Parse(session.Query(
            "SELECT sqrt(avg((predict_rings(sex, length, diameter, height, whole, shucked, viscera, shell) - rings)^2)) FROM abalone WHERE id % 10 >= 8")[0][0]!, CultureInfo.InvariantCulture);
        Assert.InRange(error, 1.8, 2.05);
    }

    [Fact]
    public void Stars_are_predicted_from_words()
    {
        using var session = new PageSession(Repository.PathOf("sql/demo"));
        session.RunFile("sql/demo/star_ratings.sql");

        var accuracy = session.Query("SHOW MODEL dsoaws.predict_star_rating").Single(row => row[0] == "validation:multiclass_accuracy")[1];
        Assert.InRange(double.Parse(accuracy!, CultureInfo.InvariantCulture), 0.65, 0.7);
    }

    static SortedDictionary<string, int> Found(PageSession session, string scores) => new(
        session.Query(
            $"""
            SELECT event, COUNT(*) FILTER (score > cutoff)
            FROM public.taxi_events JOIN {scores} ON ride_timestamp::date BETWEEN first_day AND last_day GROUP BY event
            """).ToDictionary(row => row[0]!, row => Number(row[1])), StringComparer.Ordinal);

    static string TutorialQuery() => Statements(Repository.Read(Anomalies)).Single(statement => statement.StartsWith("WITH score_cutoff", StringComparison.Ordinal));

    static List<string> Statements(string script) =>
        [.. ScriptSplitter.Split(script, SqlDialect.Embedded).Select(statement => Plain(statement.In(script).ToString()))];

    /// <summary>Without comments, and with single blanks.</summary>
    static string Plain(string sql) => Blanks().Replace(Comment().Replace(sql, ""), " ").Trim();

    static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
