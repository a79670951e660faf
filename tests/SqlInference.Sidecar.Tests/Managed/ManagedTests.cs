using Npgsql;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests.Managed;

/// <summary>A stock PostgreSQL predicts, trains and looks around by sql/postgres/managed.sql.</summary>
[Collection(SharedManagedPlace.Name)]
public sealed class ManagedTests(ManagedPlace place)
{
    [PostgresFact]
    public async Task A_function_predicts_a_row_and_its_array_form_many()
    {
        await using var maker = await place.OpenAsync("maker");
        Assert.Equal("3.5", await maker.AskAsync("SELECT added(1, 2.5)"));
        Assert.Equal("{3,NULL,9}", await maker.AskAsync("SELECT added_batch('{1,2,4}', '{2,NULL,5}')"));
        Assert.Equal(["2|NULL", "3|6", "4|8"], await maker.RowsAsync("SELECT v, added(v, NULLIF(v, 2)) FROM unnest('{2,3,4}'::int[]) AS v"));
        Assert.Equal("{}", await maker.AskAsync("SELECT added_batch('{}', '{}')"));
        Assert.Equal("2202E", (await maker.FailAsync("SELECT added_batch('{1,2}', '{1}')")).SqlState);
    }

    [PostgresTheory]
    [InlineData("text", @"E'a \\ b ''c'' \n \t ü € 😀 pg_class $$ $1 -- ;'")]
    [InlineData("text", "''")]
    [InlineData("varchar", "'NULL'")]
    [InlineData("bpchar", "'x '")]
    [InlineData("int2", "'-32768'")]
    [InlineData("int8", "9223372036854775807")]
    [InlineData("float4", "1.1")]
    [InlineData("float8", "0.1::float8 + 0.2")]
    [InlineData("float8", "'NaN'")]
    [InlineData("float8", "'-Infinity'")]
    [InlineData("numeric", "12345678901234567890.123456789012345678")]
    [InlineData("bool", "true")]
    [InlineData("date", "'2026-03-12'")]
    [InlineData("timestamp", "'2026-03-12 01:02:03.456789'")]
    [InlineData("timestamptz", "'2026-03-12 01:02:03.456789+05:30'")]
    [InlineData("float8[]", "'{1.5,NULL,-2}'")]
    public async Task Values_come_to_the_sidecar_and_back_as_they_are_whatever_the_settings_of_the_session(string type, string value)
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync("SET datestyle = 'German, DMY'; SET extra_float_digits = -3; SET timezone = 'America/New_York'; SET bytea_output = 'escape'; SET intervalstyle = 'sql_standard'");
        var name = type == "float8[]" ? "_float8" : type;
        Assert.Equal("t", await maker.AskAsync($"SELECT sqlinference.predict('same', '{{{name}}}', ROW(v))::{type} IS NOT DISTINCT FROM v FROM (SELECT ({value})::{type} AS v) AS x"));
        Assert.Equal("t", await maker.AskAsync($"SELECT sqlinference.predict('same', '{{{name}}}', ROW(NULL::{type})) IS NULL"));
        if (type == name)
            Assert.Equal("t", await maker.AskAsync($"SELECT sqlinference.predict_batch('same', '{{{name}}}', '{name}', sqlinference.as_json(ARRAY[v, NULL]))::{type}[] = ARRAY[v, NULL] FROM (SELECT ({value})::{type} AS v) AS x"));
    }

    [PostgresFact]
    public async Task A_query_is_scored_in_batches_with_the_columns_that_the_model_does_not_take()
    {
        await using var maker = await place.OpenAsync("maker");
        Assert.Equal(["3|{30,NULL}|x|1|5", "2|{20,NULL}|NULL|2|4", "1|{10,NULL}|x|3|NULL"], await maker.RowsAsync(
            """
            SELECT * FROM sqlinference.score(
              'SELECT i, ARRAY[i * 10, NULL] AS list, NULLIF(i, 1)::numeric AS b, CASE WHEN i <> 2 THEN ''x'' END AS "A b", 4 - i AS "same", 2 AS a FROM generate_series(3, 1, -1) AS i; ', 'adder')
              AS t(i int, list int[], text text, "same" int, sum float8)
            """));
        // Across batches, by the function's name, at the end of a comment, in the query's order.
        Assert.Equal("20000|20000|t", (await maker.RowsAsync(
            """
            SELECT count(*), count(*) FILTER (WHERE sum = i + 0.5), bool_and(number = i) FROM (
              SELECT i, sum, row_number() OVER () AS number FROM sqlinference.score('SELECT i, i AS a, 0.5 AS b FROM generate_series(1, 20000) AS i -- all', 'public.added', 3000) AS t(i int, sum float8)) AS x
            """))[0]);
        Assert.Empty(await maker.RowsAsync("SELECT * FROM sqlinference.score('SELECT 1 AS a, 2 AS b WHERE false', 'adder') AS t(sum float8)"));
    }

    [PostgresFact]
    public async Task What_cannot_be_scored_is_said()
    {
        await using var maker = await place.OpenAsync("maker");
        var missing = await maker.FailAsync("SELECT * FROM sqlinference.score('SELECT 1 AS a, 2 AS c', 'adder') AS t(sum float8)");
        Assert.Equal(("42703", "The query has no column b, which adder takes.", "Name the columns of the query with AS."), (missing.SqlState, missing.MessageText, missing.Hint));
        var unknown = await maker.FailAsync("SELECT * FROM sqlinference.score('SELECT 1 AS a', 'nothing') AS t(sum float8)");
        Assert.Equal(("SI101", "There is no model or prediction function nothing."), (unknown.SqlState, unknown.MessageText));
        Assert.Equal("22012", (await maker.FailAsync("SELECT * FROM sqlinference.score('SELECT 1 / (i - 5) AS a, 1 AS b FROM generate_series(1, 9) AS i', 'adder') AS t(sum float8)")).SqlState);
        Assert.Equal("1", await maker.AskAsync("SELECT added(1, 0)"));
    }

    [PostgresFact]
    public async Task The_query_runs_under_the_rights_and_the_search_path_of_whoever_scores()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync(
            """
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA sqlinference TO reader;
            SELECT sqlinference.run('GRANT EXECUTE ON MODEL adder TO "execute"');
            CREATE TABLE secrets AS SELECT 1 AS a, 2 AS b;
            """);
        await using var reader = await place.OpenAsync("reader");
        Assert.Equal("42501", (await reader.FailAsync("SELECT * FROM sqlinference.score('SELECT * FROM secrets', 'adder') AS t(sum float8)")).SqlState);
        Assert.Equal("3", await reader.AskAsync("SELECT added(1, 2)"));
        await reader.RunAsync("CREATE TEMP TABLE secrets AS SELECT 3 AS a, 4 AS b");
        Assert.Equal("7", await reader.AskAsync("SELECT * FROM sqlinference.score('SELECT * FROM secrets', 'adder') AS t(sum float8)"));
    }

    [PostgresFact]
    public async Task Functions_and_operators_of_others_are_not_called_instead_of_PostgreSQLs()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync(
            """
            CREATE SCHEMA evil;
            CREATE FUNCTION evil.format(text, text) RETURNS text LANGUAGE sql AS $$ SELECT pg_catalog.concat(1 / 0) $$;
            CREATE FUNCTION evil.rtrim(text, text) RETURNS text LANGUAGE sql AS $$ SELECT pg_catalog.concat(1 / 0) $$;
            CREATE FUNCTION evil.row_to_json(record) RETURNS json LANGUAGE plpgsql AS $$ BEGIN RETURN 1 / 0; END $$;
            CREATE FUNCTION evil.concat(text, text) RETURNS text LANGUAGE sql AS $$ SELECT pg_catalog.concat(1 / 0) $$;
            CREATE FUNCTION evil.array_agg(int) RETURNS int[] LANGUAGE sql AS $$ SELECT ARRAY[1 / 0] $$;
            CREATE OPERATOR evil.|| (FUNCTION = evil.concat, LEFTARG = text, RIGHTARG = text);
            SET search_path = evil, pg_catalog, public;
            """);
        Assert.Equal("3", await maker.AskAsync("SELECT added(1, 2)"));
        Assert.Equal("{3}", await maker.AskAsync("SELECT added_batch('{1}', '{2}')"));
        Assert.Equal("3", await maker.AskAsync("SELECT * FROM sqlinference.score('SELECT 1 AS a, 2 AS b', 'adder') AS t(sum float8)"));
        await maker.RunAsync("SELECT sqlinference.run('CREATE MODEL wary FROM (SELECT passengers FROM public.history) FUNCTION wary_score RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST')");
        await maker.RunAsync("SELECT sqlinference.run('DROP MODEL wary')");
        Assert.NotEmpty(await maker.RowsAsync("SELECT * FROM sqlinference.show_model('adder')"));
    }

    [PostgresFact]
    public async Task A_forecast_is_read_here_and_at_the_sidecar()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync(
            """
            SET sqlinference.wait_for_training = on;
            CREATE TEMP TABLE sales AS SELECT date '2026-01-01' + day AS day, item, 10 * day + length(item) AS sold FROM generate_series(0, 40) AS day, unnest(ARRAY['tea', 'a "b" ''c''']) AS item;
            SELECT sqlinference.run('CREATE MODEL ahead FROM (SELECT day, item, sold FROM sales) TARGET sold MODEL_TYPE FORECAST SETTINGS (HORIZON 2, FREQUENCY ''D'', PERCENTILES ''0.5,mean'')');
            """);
        Assert.Equal(["a \"b\" 'c'|2026-02-11 00:00:00|419", "a \"b\" 'c'|2026-02-12 00:00:00|429", "tea|2026-02-11 00:00:00|413", "tea|2026-02-12 00:00:00|423"], await maker.RowsAsync(
            "SELECT id, time, round((percentiles ->> 'p50')::numeric) FROM sqlinference.forecast('public.ahead') ORDER BY id, time"));
        Assert.Equal("mean,p50", await maker.AskAsync("SELECT string_agg(DISTINCT key, ',') FROM sqlinference.forecast('ahead'), jsonb_object_keys(percentiles) AS key"));
        Assert.Equal("SI101", (await maker.FailAsync("SELECT * FROM sqlinference.forecast('behind')")).SqlState);

        await using var sidecar = await place.Sidecar.ConnectAsync();
        Assert.Equal(await sidecar.RowsAsync("SELECT * FROM forecast('ahead')"), await sidecar.RowsAsync("SELECT FORECAST(ahead);"));
    }

    [PostgresFact]
    public async Task A_model_is_trained_from_rows_of_the_callers_session()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync(
            """
            SET sqlinference.wait_for_training = on;
            CREATE TEMP TABLE mine AS SELECT day, passengers, passengers * 1.5 AS fare, date '2026-01-01' + day AS date, passengers > 50 AS busy, CASE WHEN passengers > 50 THEN 'it''s \ busy' END AS note FROM history;
            SELECT sqlinference.run('CREATE MODEL busy FROM (SELECT passengers, fare, date, note, busy FROM mine) TARGET busy FUNCTION is_busy AUTO OFF MODEL_TYPE LINEAR_LEARNER');
            """);
        Assert.Equal(["Query|SELECT PASSENGERS, FARE, DATE, NOTE, BUSY", "|FROM MINE"], await maker.RowsAsync(
            """SELECT * FROM sqlinference.show_model('busy') WHERE "Key" = 'Query' OR "Value" = 'FROM MINE'"""));
        Assert.Equal("3000", await maker.AskAsync("""SELECT "Value"::float8 FROM sqlinference.show_model('busy') WHERE "Key" = 'train:rows'"""));
        Assert.Equal("t|f", (await maker.RowsAsync("SELECT is_busy(90, 135, '2026-03-12', 'it''s \\ busy'), is_busy(10, 15, '2026-03-12', NULL)"))[0]);
        Assert.Contains("probabilities", await maker.AskAsync("SELECT is_busy_prob(90, 135, '2026-03-12', 'x')"), StringComparison.Ordinal);
        Assert.NotNull(await maker.AskAsync("SELECT sqlinference.explain_model('busy') -> 'explanations'"));
        Assert.Equal("READY|is_busy", (await maker.RowsAsync("SELECT state, function_name FROM sqlinference.models WHERE model_name = 'busy'"))[0]);
        Assert.Equal("1", await maker.AskAsync("SELECT count(*) FROM sqlinference.versions WHERE model_name = 'busy'"));
        Assert.Equal("t", await maker.AskAsync("SELECT bool_or(rows_served > 0) FROM sqlinference.statistics"));
        Assert.Equal("0", await maker.AskAsync("SELECT count(*) FROM sqlinference.endpoints"));

        await maker.RunAsync("SELECT sqlinference.run('DROP MODEL busy')");
        Assert.Equal("42883", (await maker.FailAsync("SELECT is_busy(90, 135, '2026-03-12', 'x')")).SqlState);
        var left = await maker.RowsAsync("SELECT * FROM sqlinference.show_models()");
        Assert.Contains("public|adder", left);
        Assert.DoesNotContain("public|busy", left);
    }

    [PostgresFact]
    public async Task Errors_of_the_sidecar_keep_their_code_message_and_hint()
    {
        await using var maker = await place.OpenAsync("maker");
        var exception = await maker.FailAsync("SELECT sqlinference.run('CREATE MODEL m FROM (SELECT passengers FROM history) FUNCTION f MODEL_TYPE FROBNICATE')");
        Assert.Equal("SI001", exception.SqlState);
        Assert.NotNull(exception.Hint);
        var text = await maker.FailAsync("SELECT sqlinference.run('CREATE MODEL m FROM (SELECT ''x'' AS note) FUNCTION f RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST')");
        Assert.StartsWith("Column 'note' is text", text.MessageText, StringComparison.Ordinal);
        await maker.RunAsync("SELECT sqlinference.run('REVOKE EXECUTE ON MODEL adder FROM \"execute\"')");
        await using var reader = await place.OpenAsync("reader");
        var refused = await reader.FailAsync("SELECT added(1, 2)");
        Assert.Equal(("SI109", "permission denied for function added"), (refused.SqlState, refused.MessageText));
        Assert.Contains("GRANT EXECUTE ON MODEL", refused.Hint, StringComparison.Ordinal);
        await maker.RunAsync("SELECT sqlinference.run('GRANT EXECUTE ON MODEL adder TO \"execute\"')");
        Assert.Equal("3", await reader.AskAsync("SELECT added(1, 2)"));
    }

    [PostgresFact]
    public async Task A_connection_that_has_ended_is_made_anew()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync("SELECT sqlinference.tell('SET idle_session_timeout = ''50ms''')");
        await maker.RunAsync("SELECT pg_sleep(0.5)");
        Assert.Equal("3", await maker.AskAsync("SELECT added(1, 2)"));
        await maker.RunAsync("SELECT sqlinference.disconnect()");
        Assert.Equal("3", await maker.AskAsync("SELECT added(1, 2)"));
    }

    [PostgresFact]
    public async Task Each_role_has_its_own_login_also_after_SET_ROLE()
    {
        await using var maker = await place.OpenAsync("maker");
        Assert.Equal("create", await maker.AskAsync("SELECT sqlinference.ask('SHOW session_authorization')"));
        await maker.RunAsync("SET ROLE reader");
        Assert.Equal("execute", await maker.AskAsync("SELECT sqlinference.ask('SHOW session_authorization')"));
        await maker.RunAsync("RESET ROLE");
        Assert.Equal("create", await maker.AskAsync("SELECT sqlinference.ask('SHOW session_authorization')"));
        await using var stranger = await place.OpenAsync("stranger");
        Assert.Equal(("42704", "user mapping not found for \"stranger\""), (await stranger.FailAsync("SELECT added(1, 2)")) is var refused ? (refused.SqlState, refused.MessageText) : default);
    }

    [PostgresFact]
    public async Task Functions_of_others_are_left_alone_and_the_script_can_be_run_again()
    {
        await using var maker = await place.OpenAsync("maker");
        await maker.RunAsync("CREATE SCHEMA theirs; CREATE FUNCTION theirs.added(float8, float8) RETURNS text LANGUAGE sql AS $$ SELECT 'theirs' $$");
        var notices = new List<string>();
        maker.Notice += (_, notice) => notices.Add(notice.Notice.MessageText);
        await maker.RunAsync("CALL sqlinference.sync('theirs')");
        Assert.StartsWith("Function theirs.added(float8, float8) exists and is not a prediction function", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal("theirs", await maker.AskAsync("SELECT theirs.added(1, 2)"));
        var before = await maker.RowsAsync("SELECT oid FROM pg_proc WHERE proname LIKE 'added%' ORDER BY oid");
        await maker.RunAsync(ManagedPlace.Script("managed.sql"));
        await maker.RunAsync("CALL sqlinference.sync()");
        Assert.Equal(before, await maker.RowsAsync("SELECT oid FROM pg_proc WHERE proname LIKE 'added%' ORDER BY oid"));
    }

    [PostgresTheory]
    [InlineData("x", "int4); DROP TABLE history; --", "int4")]
    [InlineData("x", "int4", "int4 AS $$ SELECT 1 $$; DROP TABLE history; --")]
    [InlineData("x int4); DROP TABLE history; --", "int4", "int4")]
    public async Task What_the_sidecar_says_of_a_function_is_never_run(string parameter, string type, string returns)
    {
        await using var maker = await place.OpenAsync("maker");
        await using var transaction = await maker.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT sqlinference.define('public.strange', $1, $2, $3, 'NULL', 'strange')", maker)
        {
            Parameters = { new() { Value = new[] { parameter } }, new() { Value = new[] { type } }, new() { Value = returns } },
        };
        try
        {
            await command.ExecuteNonQueryAsync();
            Assert.Equal("3000", await maker.AskAsync("SELECT count(*) FROM history"));
        }
        catch (PostgresException exception)
        {
            Assert.Equal("42704", exception.SqlState);
        }

        await transaction.RollbackAsync();
    }

    [PostgresFact]
    public async Task It_is_taken_back_without_a_trace()
    {
        await using var maker = await place.OpenAsync("maker");
        await using var transaction = await maker.BeginTransactionAsync();
        await maker.RunAsync(ManagedPlace.Script("managed-uninstall.sql").Replace("BEGIN;", "", StringComparison.Ordinal).Replace("COMMIT;", "", StringComparison.Ordinal));
        Assert.Equal("0", await maker.AskAsync("SELECT count(*) FROM pg_proc WHERE obj_description(oid, 'pg_proc') LIKE '%sidecar%'"));
        Assert.Equal("0", await maker.AskAsync("SELECT (SELECT count(*) FROM pg_foreign_server) + (SELECT count(*) FROM pg_user_mappings) + (SELECT count(*) FROM pg_foreign_table)"));
        await transaction.RollbackAsync();
    }
}
