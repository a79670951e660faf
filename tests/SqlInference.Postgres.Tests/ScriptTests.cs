using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>Scripts on a real server whose extension asks a real service.</summary>
[Collection(OnePostgres.Name)]
public sealed class ScriptTests(PostgresFixture postgres) : IAsyncLifetime
{
    static readonly string Conformance = Path.Combine(AppContext.BaseDirectory, "conformance");

    ServicePlace _service = null!;
    string _database = null!;
    ScriptSession _session = null!;

    public static TheoryData<string> Scripts => ConformanceScript.All(Conformance);

    static string Minus => $"CREATE MODEL minus FROM '{ServicePlace.Models}/one-column.onnx' FUNCTION negated(x real) RETURNS real";

    static string Half => $"CREATE OR REPLACE MODEL minus FROM '{ServicePlace.Models}/half-output.onnx' FUNCTION negated(x real) RETURNS real";

    public async Task InitializeAsync()
    {
        if (postgres.Cluster is null)
            return;
        _service = await new ServicePlace().StartAsync();
        _database = await postgres.Cluster.CreateDatabaseAsync(_service.Address);
        _session = Connect();
    }

    public async Task DisposeAsync()
    {
        if (postgres.Cluster is null)
            return;
        _session.Dispose();
        await _service.DisposeAsync();
    }

    ScriptSession Connect() => new(postgres.Cluster.ConnectionString(_database));

    ModelRecord? Model(string name) => _service.Service.Catalog.Models.Find(new(_database, "public", name));

    [PostgresTheory]
    [MemberData(nameof(Scripts))]
    public void PostgreSql_does_as_the_conformance_script_says(string script) =>
        ConformanceScript.Run(Path.Combine(Conformance, script), "public", ServicePlace.Models, statement => _session.Run(statement));

    [PostgresFact]
    public void A_model_that_was_rolled_back_was_never_there_and_its_name_is_free()
    {
        _session.Run($"BEGIN; {Minus}");
        Assert.Equal("-2", _session.Ask("SELECT negated(2)"));
        _session.Run("ROLLBACK");

        Assert.Equal(ErrorConditions.DatabaseError, Assert.ThrowsAny<SqlInferenceException>(() => _session.Run("SELECT negated(2)")).Condition);
        _session.Run(Minus);
        Assert.Equal("-2", _session.Ask("SELECT negated(2)"));
    }

    [PostgresFact]
    public void A_model_serves_others_once_its_transaction_is_committed()
    {
        using var other = Connect();
        _session.Run(Minus);
        _session.Run($"BEGIN; {Half}");
        Assert.Equal("2", _session.Ask("SELECT negated(2)"));
        Assert.Equal("-2", other.Ask("SELECT negated(2)"));
        Assert.Equal(1, Model("minus")!.CurrentVersion);

        _session.Run("COMMIT");
        Assert.Equal(2, Model("minus")!.CurrentVersion);
        Assert.Equal("2", other.Ask("SELECT negated(2)"));
    }

    [PostgresFact]
    public async Task A_commit_that_the_service_did_not_hear_of_is_confirmed_later()
    {
        _session.Run($"BEGIN; {Minus}");
        await _service.StopAsync();
        _session.Run("COMMIT");
        await _service.StartAsync();
        Assert.Null(Model("minus")!.CurrentVersion);

        using var later = Connect();
        Assert.Equal("-2", later.Ask("SELECT negated(2)"));
        Assert.Equal(1, Model("minus")!.CurrentVersion);
    }

    [PostgresFact]
    public void One_transaction_makes_a_model_grants_it_and_drops_it()
    {
        _session.Run("CREATE ROLE ann_of_scripts");
        _session.Run($"BEGIN; {Minus}; GRANT EXECUTE ON MODEL minus TO ann_of_scripts");
        Assert.Equal("t", _session.Ask("SELECT has_function_privilege('ann_of_scripts', 'negated(real)', 'EXECUTE')"));
        _session.Run("DROP MODEL minus; COMMIT");

        Assert.Null(Model("minus"));
        Assert.Equal("", _session.Ask("SELECT coalesce(to_regprocedure('negated(real)')::text, '')"));
    }

    [PostgresFact]
    public void Privileges_on_a_model_reach_its_function_in_each_version()
    {
        _session.Run("CREATE ROLE bob_of_scripts");
        _session.Run($"{Minus}; GRANT EXECUTE ON MODEL minus TO bob_of_scripts");
        Assert.Equal("t", _session.Ask("SELECT has_function_privilege('bob_of_scripts', 'negated(real)', 'EXECUTE')"));

        _session.Run(Half.Replace("x real", "x double precision", StringComparison.Ordinal));
        Assert.Equal("t|f", string.Join('|', Assert.Single(_session.Run(
            "SELECT has_function_privilege('bob_of_scripts', 'negated(float8)', 'EXECUTE'), to_regprocedure('negated(real)') IS NOT NULL"))));
        _session.Run("REVOKE EXECUTE ON MODEL minus FROM bob_of_scripts");
        Assert.Equal("f", _session.Ask("SELECT has_function_privilege('bob_of_scripts', 'negated(float8)', 'EXECUTE')"));
    }

    [PostgresFact]
    public void Functions_of_one_statement_and_external_functions_ask_endpoints()
    {
        _session.Run($"{Minus}; CREATE ENDPOINT 'scripts-minus' FOR MODEL minus");
        Assert.Equal("-3", _session.Ask("USING FUNCTION opposite(x double precision) RETURNS double precision SAGEMAKER 'scripts-minus' SELECT opposite(3)"));
        _session.Run("CREATE EXTERNAL FUNCTION outward(x real) RETURNS numeric(8, 2) SAGEMAKER 'scripts-minus'");
        Assert.Equal("-3.00", _session.Ask("SELECT outward(3)"));
    }

    [PostgresFact]
    public void Classifiers_have_companions_that_answer_documents()
    {
        _session.Run($"CREATE MODEL kind FROM '{ServicePlace.Models}/classifier-int.onnx' FUNCTION kind(a real, b real) RETURNS bigint");
        var documents = Assert.Single(_session.Run("SELECT kind_prob(1, 2), kind_probabilities(1, 2), kind_prob(1, NULL)"));
        Assert.Equal(documents[0], documents[1]);
        Assert.StartsWith("{\"probabilities\":[", documents[0], StringComparison.Ordinal);
        Assert.Null(documents[2]);
    }

    [PostgresFact]
    public void A_trained_model_tells_why_as_a_whole_and_for_a_row()
    {
        _session.Run(
            """
            CREATE TABLE clients AS SELECT i % 40 AS months, (i * 37) % 100 AS charge, i % 40 < 12 AS churned FROM generate_series(1, 800) AS i;
            CREATE MODEL m FROM (SELECT months, charge, churned FROM clients) TARGET churned FUNCTION f MODEL_TYPE LINEAR_LEARNER
            """);
        Assert.Equal("1.0|t", string.Join('|', Assert.Single(_session.Run(
            """
            SELECT e ->> 'version', (e #> '{explanations,kernel_shap,label0,global_shap_values}' ->> 'months')::float8
              > 5 * (e #> '{explanations,kernel_shap,label0,global_shap_values}' ->> 'charge')::float8 FROM sqlinference.explain_model('public.m') AS e
            """))));
        Assert.Equal("true|t|f", string.Join('|', Assert.Single(_session.Run(
            """
            SELECT e ->> 'prediction', (e -> 'shap_values' ->> 'months')::float8 > abs((e -> 'shap_values' ->> 'charge')::float8), f(30, 5) FROM CAST(f_explain(2, 50) AS jsonb) AS e
            """))));
    }

    [PostgresTheory]
    [InlineData("(SELECT x, y, x * x + y * y < 0.5 AS inside FROM points) TARGET inside", "MODEL_TYPE MLP", "sum((f(x, y) = (x * x + y * y < 0.5))::int) > 750", "boolean")]
    [InlineData("(SELECT x, y, 3 * x - y AS z FROM points) TARGET z", "AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (wd '0', predictor_type 'regressor')", "max(abs(f(x, y) - 3 * x + y)) < 0.01", "double precision")]
    [InlineData("(SELECT x, y FROM points)", "AUTO OFF MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "count(DISTINCT f(x, y)) = 4 AND count(DISTINCT (sign(x), sign(y), f(x, y))) < 10", "integer")]
    public void A_learner_s_function_is_called_in_queries(string from, string clauses, string holds, string type)
    {
        _session.Run(
            $"""
            CREATE TABLE points AS SELECT sin(i) AS x, cos(i * 1.7) AS y FROM generate_series(1, 800) AS i;
            CREATE MODEL m FROM {from} FUNCTION f {clauses}
            """);
        Assert.Equal($"t|{type}", string.Join('|', Assert.Single(_session.Run($"SELECT {holds}, min(pg_typeof(f(x, y))::text) FROM points"))));
    }

    [PostgresFact]
    public void A_forecast_is_a_table()
    {
        _session.Run(
            """
            CREATE TABLE sales AS SELECT 'item ' || i % 2 AS item, TIMESTAMP '2024-01-01' + make_interval(hours => i / 2) AS t, 100 + i / 2 % 24 AS n FROM generate_series(0, 399) AS i;
            CREATE MODEL ahead FROM (SELECT item, t, n FROM sales) TARGET n MODEL_TYPE FORECAST SETTINGS (HORIZON 24, PERCENTILES '0.10,mean')
            """);
        Assert.Equal("48|item 0|item 1|2024-01-09 08:00:00|t", string.Join('|', Assert.Single(_session.Run(
            """
            SELECT count(*), min(id), max(id), min(time), bool_and(abs((percentiles ->> 'mean')::float8 - 100 - extract(hour FROM time)::int) < 1 AND (percentiles ->> 'p10')::float8 < (percentiles ->> 'mean')::float8 + 0.001)
            FROM sqlinference.forecast('ahead')
            """))));
        Assert.Equal("READY", _session.Ask("SELECT upper(state) FROM sqlinference.models WHERE model = 'ahead'"));
    }

    /// <summary>The words are those of the embedded engine: the operator and never the value, which an error message could carry to anybody.</summary>
    [PostgresFact]
    public async Task Rows_that_a_model_refuses_fail_the_query_or_are_NULL_in_their_batch()
    {
        _session.Run($"CREATE MODEL x FROM '{ServicePlace.Models}/lookup.onnx' FUNCTION g(a int) RETURNS real; CREATE TABLE places AS SELECT n, n % 2 AS place FROM generate_series(1, 1000) AS n");
        Assert.Equal("1000|1000", string.Join('|', Assert.Single(_session.Run("SELECT count(*), count(g(place)) FROM places"))));
        await using var connection = await postgres.Cluster.OpenAsync(_database);
        await connection.RunAsync("UPDATE places SET place = 1000 + n WHERE n IN (7, 500, 993)");
        var error = await connection.FailAsync("SELECT sum(g(place)) FROM places");
        Assert.Equal(("SI405", "Model 'public.x' failed on a batch of rows in its operator Gather ('Gather_y').",
            "The rows may hold values that the model was not made for: filter them out, or set ON_ERROR to 'null'."), (error.SqlState, error.MessageText, error.Hint));

        _session.Run("ALTER MODEL x SET (ON_ERROR 'null')");
        Assert.Equal(["7", "500", "993"], await connection.RowsAsync("SELECT n FROM places WHERE g(place) IS NULL ORDER BY n"));
    }

    [PostgresTheory]
    [InlineData("a,b\n1,\"x,\"\"y\"\"\"\n2,\n", "IGNOREHEADER 1 FORMAT AS CSV", "1|x,\"y\";2|NULL", "COPY 2")]
    [InlineData("1,\"two\nlines\"\n", "FORMAT CSV", "1|two\nlines", "COPY 1")]
    [InlineData("1|it\\'s \"so\"\n2|", "IGNOREHEADER 0 DELIMITER '|'", "1|it\\'s \"so\";2|NULL", "COPY 2")]
    [InlineData("1;-\n", "FORMAT CSV DELIMITER ';' NULL AS '-'", "1|NULL", "COPY 1")]
    public void Redshifts_COPY_reads_files_as_on_the_embedded_engine(string text, string clauses, string rows, string tag)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            _session.Run($"CREATE TABLE copied (a int, b text); COPY copied FROM '{file}' IAM_ROLE default {clauses}");
            Assert.Equal(tag, _session.Tag);
            Assert.Equal(rows, string.Join(';', _session.Run("SELECT a, b FROM copied ORDER BY a").Select(row => string.Join('|', row.Select(value => value ?? "NULL")))));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [PostgresFact]
    public void A_file_that_does_not_fit_the_table_leaves_the_session_usable()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "1,x\nno number,y\n");
            var error = Assert.ThrowsAny<SqlInferenceException>(() => _session.Run($"CREATE TABLE copied (a int, b text); COPY copied FROM '{file}' IAM_ROLE default FORMAT CSV"));
            Assert.StartsWith("invalid input syntax for type integer: \"no number\" (22P02)", error.Message, StringComparison.Ordinal);
            Assert.Equal("0", _session.Ask("SELECT count(*) FROM copied"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [PostgresFact]
    public void The_tutorials_script_runs_with_its_alias_written_out()
    {
        var rows = _session.Run($"""
            DROP TABLE IF EXISTS public.rcf_taxi_data CASCADE;
            CREATE TABLE public.rcf_taxi_data (ride_timestamp timestamp, nbr_passengers int);
            COPY public.rcf_taxi_data FROM '{AppContext.BaseDirectory}/nyc_taxi.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV;
            CREATE MODEL public.taxi_forest FROM (SELECT nbr_passengers FROM public.rcf_taxi_data ORDER BY ride_timestamp)
              FUNCTION taxi_score MODEL_TYPE RANDOM_CUT_FOREST HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50', NUM_SAMPLES_PER_TREE '512');
            CREATE ENDPOINT 'randomcutforest-taxi' FOR MODEL public.taxi_forest;
            CREATE MODEL public.remote_random_cut_forest FUNCTION remote_fn_rcf(int)
              RETURNS decimal(10, 6) SAGEMAKER 'randomcutforest-taxi' IAM_ROLE default;
            SHOW MODEL public.remote_random_cut_forest;
            SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data;
            WITH score_cutoff AS (
              SELECT STDDEV(public.remote_fn_rcf(nbr_passengers)) AS std, AVG(public.remote_fn_rcf(nbr_passengers)) AS mean,
                     (AVG(public.remote_fn_rcf(nbr_passengers)) + 3 * STDDEV(public.remote_fn_rcf(nbr_passengers))) AS score_cutoff_value
              FROM public.rcf_taxi_data)
            SELECT ride_timestamp, nbr_passengers, public.remote_fn_rcf(nbr_passengers) AS score FROM public.rcf_taxi_data
            WHERE public.remote_fn_rcf(nbr_passengers) > (SELECT score_cutoff_value FROM score_cutoff) ORDER BY 2 DESC;
            """);

        // The night of the marathon, when the clocks went back, is the busiest half hour of the series.
        Assert.Equal(("2014-11-02 01:00:00", "39197"), (rows[0][0], rows[0][1]));
        Assert.InRange(rows.Count, 50, 400);
    }

    [PostgresFact]
    public async Task Cancelling_a_statement_is_heard()
    {
        using var cancellation = new CancellationTokenSource();
        var statement = Task.Run(() => _session.Run("SELECT pg_sleep(600)", cancellation.Token));
        await using (var watcher = await postgres.Cluster.OpenAsync(_database))
        {
            while (await watcher.AskAsync("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'") == "0")
                await Task.Delay(20);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => statement);
        Assert.Equal("1", _session.Ask("SELECT 1"));
    }
}
