using Npgsql;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>The functions of Aurora PostgreSQL, answered by a real service.</summary>
[Collection(OnePostgres.Name)]
public sealed class AuroraTests(PostgresFixture postgres) : IAsyncLifetime
{
    ServicePlace _service = null!;
    string _database = null!;
    ScriptSession _session = null!;
    NpgsqlConnection _connection = null!;

    public async Task InitializeAsync()
    {
        if (postgres.Cluster is null)
            return;
        _service = await new ServicePlace().StartAsync();
        _database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        _session = Connect(_database);
        _connection = await postgres.Cluster.OpenAsync(_database);
        await _connection.RunAsync("CREATE EXTENSION sqlinference_aurora");
    }

    public async Task DisposeAsync()
    {
        if (postgres.Cluster is null)
            return;
        _session.Dispose();
        await _connection.DisposeAsync();
        await _service.DisposeAsync();
    }

    ScriptSession Connect(string database) => new(postgres.Cluster.ConnectionString(database));

    void CreateMinus() => _session.Run(
        $"CREATE MODEL minus FROM '{ServicePlace.Models}/one-column.onnx' FUNCTION negated(x real) RETURNS numeric(8, 2); CREATE ENDPOINT 'minus' FOR MODEL minus");

    void CreateStars() => _session.Run($"CREATE MODEL stars FROM '{ServicePlace.TextModels}/star-rating' FUNCTION stars(varchar) RETURNS int");

    async Task<NpgsqlConnection> As(string role)
    {
        await _connection.RunAsync($"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        return await postgres.Cluster.OpenAsync(_database, role);
    }

    static async Task<(string Code, string Message, string? Hint)> Told(NpgsqlConnection connection, string sql)
    {
        var error = await connection.FailAsync(sql);
        return (error.SqlState, error.MessageText, error.Hint);
    }

    [PostgresFact]
    public async Task A_function_as_Aurora_s_users_write_it_is_batched()
    {
        CreateMinus();
        await _connection.RunAsync("""
            CREATE FUNCTION opposite(x float8) RETURNS float8 LANGUAGE sql PARALLEL SAFE COST 5000
              AS $$ SELECT CAST(aws_sagemaker.invoke_endpoint('minus', 100, x) AS double precision) $$;
            CREATE TABLE numbers AS SELECT nullif(g, 5)::float8 AS n FROM generate_series(1, 1000) AS g; ANALYZE numbers
            """);
        Assert.Equal(["-1", "-2", "-3", "-4", "NULL", "-6"], await _connection.RowsAsync("SELECT opposite(n) FROM numbers ORDER BY n IS NOT NULL AND n > 5, coalesce(n, 5) LIMIT 6"));
        var plan = string.Join('\n', await _connection.RowsAsync("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT sum(opposite(n)) FROM numbers"));
        Assert.Contains("Prediction: aws_sagemaker.invoke_endpoint('minus'::text, 100, n)\n", plan, StringComparison.Ordinal);
        // 16, 32, 64, and then a hundred at a time.
        Assert.Matches($"Model: {_database}.public.minus version 1\n +Batches: 12  Rows: 1000 ", plan);
    }

    [PostgresFact]
    public async Task Answers_are_the_texts_of_what_the_model_s_function_returns()
    {
        CreateMinus();
        CreateStars();
        _session.Run("CREATE ENDPOINT 'stars' FOR MODEL stars");
        Assert.Equal(["-2.5|5|NULL"], await _connection.RowsAsync(
            "SELECT aws_sagemaker.invoke_endpoint('minus', NULL, 2.5), aws_sagemaker.invoke_endpoint('stars', NULL, 'great'::text), aws_sagemaker.invoke_endpoint('minus', 1, NULL::real)"));
        Assert.Equal("-3", await _connection.AskAsync("DO $$ BEGIN PERFORM set_config('test.answer', aws_sagemaker.invoke_endpoint('minus', 10, 3), false); END $$; SELECT current_setting('test.answer')"));
        await _connection.RunAsync("CREATE TABLE names AS SELECT unnest('{minus,stars}'::text[]) AS name, unnest('{1,2}'::int[]) AS n");
        Assert.Equal("-1", await _connection.AskAsync("SELECT aws_sagemaker.invoke_endpoint(name, 10, n) FROM names WHERE name = 'minus'"));
        Assert.Contains("Row by Row: the endpoint's name or its number of rows is not a constant",
            await _connection.RowsAsync("EXPLAIN SELECT aws_sagemaker.invoke_endpoint(name, 10, n) FROM names"));
    }

    [PostgresFact]
    public async Task An_endpoint_of_another_service_is_called_through_the_model_made_for_it()
    {
        CreateMinus();
        _session.Run($"CREATE ENDPOINT 'far' URL '{_service.Address}/endpoints/minus/invocations' PROTOCOL CSV");
        const string Call = "SELECT aws_sagemaker.invoke_endpoint('far', 10, 4::real)";
        Assert.Equal(("SI101", "Endpoint 'far' leads to another service, and no model of this database that is for you was made for it.",
            "CREATE MODEL … FUNCTION name(types) RETURNS type SAGEMAKER 'far' says what goes there and what comes back."), await Told(_connection, Call));
        _session.Run("CREATE MODEL far FUNCTION far(real) RETURNS real SAGEMAKER 'far'");
        Assert.Equal("-4", await _connection.AskAsync(Call));
        _session.Run("CREATE MODEL far2 FUNCTION far2(real) RETURNS real SAGEMAKER 'far'");
        Assert.Equal(("SI004", "Several models of this database were made for endpoint 'far'.", "Name one of them: CREATE ENDPOINT 'name' FOR MODEL model."), await Told(_connection, Call));
    }

    [PostgresFact]
    public async Task Whoever_may_not_execute_the_model_is_told_of_no_endpoint()
    {
        CreateMinus();
        CreateStars();
        await _connection.RunAsync($"ALTER DATABASE {_database} SET sqlinference.token_file = '{await _service.RequireTokenAsync(_database)}'");
        await using var eve = await As("eve_of_aurora");
        using var owner = Connect(_database);
        const string Call = "SELECT aws_sagemaker.invoke_endpoint('minus', 10, 4::real)";
        Assert.Equal(("SI105", "There is no endpoint 'minus', or it is not for you.", "SHOW ENDPOINT ALL lists the endpoints."), await Told(eve, Call));
        Assert.Equal(("SI105", "There is no endpoint 'nothing', or it is not for you.", "SHOW ENDPOINT ALL lists the endpoints."),
            await Told(eve, "SELECT aws_sagemaker.invoke_endpoint('nothing', 10, 4::real)"));
        await eve.RunAsync("SET sqlinference.sentiment_model = 'public.stars'");
        Assert.Equal("SI101", (await eve.FailAsync("SELECT aws_comprehend.detect_sentiment('great', 'en')")).SqlState);
        owner.Run("GRANT EXECUTE ON MODEL minus TO eve_of_aurora; GRANT EXECUTE ON MODEL stars TO eve_of_aurora");
        Assert.Equal("-4", await eve.AskAsync(Call));
        Assert.StartsWith("(\"5 STARS\",", await eve.AskAsync("SELECT aws_comprehend.detect_sentiment('great', 'en')"), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Wrong_calls_are_told()
    {
        CreateMinus();
        Assert.Equal(("SI408", $"Model '{_database}.public.minus' takes 1 arguments, not 2.", null), await Told(_connection, "SELECT aws_sagemaker.invoke_endpoint('minus', 10, 1, 2)"));
        Assert.Equal(("SI004", "max_rows_per_batch is 0; it has to be 1 or more, or NULL for no limit.", null), await Told(_connection, "SELECT aws_sagemaker.invoke_endpoint('minus', 0, 1)"));
        Assert.Equal(("SI105", "The name of the endpoint is NULL.", null), await Told(_connection, "SELECT aws_sagemaker.invoke_endpoint(NULL, 10, 1)"));
        await CreateElsewhereAsync();
        Assert.Equal(("SI105", "Endpoint 'elsewhere' stands for a model of another database.", "A database calls its own models, and other services through them."),
            await Told(_connection, "SELECT aws_sagemaker.invoke_endpoint('elsewhere', 10, 1::real)"));
    }

    async Task CreateElsewhereAsync()
    {
        var other = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        using var session = Connect(other);
        session.Run($"CREATE MODEL other FROM '{ServicePlace.Models}/one-column.onnx' FUNCTION other(x real) RETURNS real; CREATE ENDPOINT 'elsewhere' FOR MODEL other");
    }

    [PostgresFact]
    public async Task Sentiments_are_those_of_the_model_that_the_setting_names()
    {
        const string Ask = "SELECT sentiment, confidence > 0.3 FROM aws_comprehend.detect_sentiment('Great product, I love it!', 'en')";
        Assert.Equal(("SI607", "No model is there to tell sentiments: the setting sqlinference.sentiment_model is empty.",
            "Make a model of a text classifier, and name it: ALTER DATABASE … SET sqlinference.sentiment_model = 'schema.model'."), await Told(_connection, Ask));
        CreateStars();
        await _connection.RunAsync("SET sqlinference.sentiment_model = 'public.stars'");
        Assert.Equal(["5 STARS|t"], await _connection.RowsAsync(Ask));
        Assert.Equal(["5 STARS", "1 STAR", "NULL"], await _connection.RowsAsync(
            "SELECT s.sentiment FROM unnest('{great,AWFUL!,NULL}'::varchar[]) WITH ORDINALITY AS r(review, n), aws_comprehend.detect_sentiment(review, 'en') AS s ORDER BY n"));
        _session.Run($"CREATE MODEL minus FROM '{ServicePlace.Models}/one-column.onnx' FUNCTION negated(x real) RETURNS real");
        await _connection.RunAsync("SET sqlinference.sentiment_model = 'minus'");
        Assert.Equal(("SI602", $"Input 'x' has the datatype BYTES, but model '{_database}.public.minus' takes FP32 there.", null), await Told(_connection, Ask));
    }

    [PostgresFact]
    public async Task Sentiments_of_a_table_are_batched_and_asked_for_once()
    {
        CreateStars();
        await _connection.RunAsync("""
            SET sqlinference.sentiment_model = 'public.stars';
            CREATE TABLE reviews AS SELECT g AS n, CASE g % 2 WHEN 0 THEN 'great' ELSE 'awful' END || repeat(' the', g) AS review FROM generate_series(1, 100) AS g; ANALYZE reviews
            """);
        const string Query = "SELECT count(*), min((aws_comprehend.detect_sentiment(review, 'en')).confidence) > 0.2 FROM reviews WHERE (aws_comprehend.detect_sentiment(review, 'en')).sentiment = '5 STARS'";
        var plan = string.Join('\n', await _connection.RowsAsync($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {Query}"));
        Assert.Contains("Prediction: aws_comprehend.sentiment_document(review)", plan, StringComparison.Ordinal);
        Assert.Matches("Batches: [0-9]  Rows: 100 ", plan);
        Assert.Equal(await _connection.RowsAsync("SELECT count(*), true FROM reviews WHERE stars(review) = 5"), await _connection.RowsAsync(Query));
    }

    [PostgresFact]
    public async Task The_extension_goes_without_a_trace()
    {
        await _connection.RunAsync("DROP EXTENSION sqlinference_aurora");
        Assert.Equal("0", await _connection.AskAsync("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'aws%'"));
    }
}
