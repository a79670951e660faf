using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests;

/// <summary>CREATE MODEL from rows of the sidecar's tables, and of its clients.</summary>
public sealed class TrainingTests(OnePlace one) : IClassFixture<OnePlace>
{
    [Fact]
    public async Task A_session_that_wants_it_waits_until_its_model_is_trained()
    {
        await using var connection = await one.Place.ConnectAsync();
        await connection.RunAsync("CREATE TABLE rides AS SELECT (i * 7919 % 100)::INTEGER AS passengers FROM range(3000) AS t(i)");
        Assert.Equal("22023", (await connection.FailAsync("SET sqlinference.wait_for_training = 'perhaps'")).SqlState);
        await connection.RunAsync("SET sqlinference.wait_for_training = on");
        await connection.RunAsync("CREATE MODEL waited FROM (SELECT passengers FROM rides) FUNCTION waited_score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST");
        Assert.NotNull(await connection.AskAsync("SELECT waited_score(5)"));
        Assert.Equal("on", await connection.AskAsync("SHOW sqlinference.wait_for_training"));
    }

    [Fact]
    public async Task Rows_may_come_from_a_table_in_place_of_the_query()
    {
        await using var connection = await one.Place.ConnectAsync("create");
        Assert.Equal(" SELECT x FROM \"elsewhere\"\n", await connection.AskAsync("SELECT training_query('CREATE MODEL m FROM ( SELECT x FROM \"elsewhere\"\n) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST')"));
        Assert.Equal("SELECT * FROM some.history", await connection.AskAsync("SELECT training_query('CREATE MODEL m FROM some.history TARGET y FUNCTION f')"));
        Assert.Null(await connection.AskAsync("SELECT training_query('DROP MODEL m')"));
        Assert.Null(await connection.AskAsync("SELECT training_query('CREATE MODEL m FROM nonsense nonsense')"));
        await connection.RunAsync("CREATE TEMP TABLE \"my rows\" AS SELECT (i * 7919 % 100)::INTEGER AS x FROM range(3000) AS t(i)");
        await connection.RunAsync("SET sqlinference.wait_for_training = on; SET sqlinference.training_rows = 'my rows'");
        await connection.RunAsync("CREATE MODEL sent FROM (SELECT x FROM \"elsewhere\") FUNCTION sent_score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST");
        Assert.NotNull(await connection.AskAsync("SELECT sent_score(5)"));
        Assert.Contains("|FROM \"elsewhere\"", await connection.RowsAsync("SHOW MODEL sent"));
        await connection.RunAsync("RESET sqlinference.training_rows");
        Assert.Equal("SI301", (await connection.FailAsync("CREATE MODEL missing FROM (SELECT x FROM \"elsewhere\") FUNCTION missing_score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST")).SqlState);
    }
}
