using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Service.Tests.Tables;

public sealed class CatalogViewTests : EngineFixture
{
    const string Forest =
        """
        CREATE MODEL public.odd FROM (SELECT v FROM numbers) FUNCTION odd_score RETURNS DECIMAL(10, 6) IAM_ROLE 'arn:aws:iam::123:role/hidden'
        AUTO OFF MODEL_TYPE RANDOM_CUT_FOREST HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '50') SETTINGS (S3_BUCKET 'hidden-bucket')
        """;

    public CatalogViewTests() => Run("CREATE TABLE numbers AS SELECT hash(n) % 100 AS v FROM range(500) r(n)");

    [Theory]
    [InlineData("sqlinference.models", "schema_name, model_name, owner, kind, model_type, state, failure_reason, version, function_schema, function_name, function_parameters, function_parameter_types, function_return_type, endpoint_name, created_at, changed_at")]
    [InlineData("sqlinference.versions", "schema_name, model_name, version, state, progress, failure_reason, metrics, training_job_name, artifact_id, created_by, created_at, completed_at")]
    [InlineData("sqlinference.endpoints", "endpoint_name, protocol, model, url, credential, created_by, created_at")]
    [InlineData("sqlinference.statistics", "schema_name, model_name, version, requests, rows_served, rows_null, rows_refused, duplicates_dropped, cache_hits, batches, batch_fill, failures, queue_ms_mean, queue_ms_p50, queue_ms_p99, run_ms_mean, run_ms_p50, run_ms_p99")]
    [InlineData("svv_ml_model_info", "database_name, schema_name, user_name, model_name, life_cycle, is_refreshable, model_state")]
    [InlineData("svv_ml_model_privileges", "namespace_name, model_name, model_version, privilege_type, identity_name, identity_type, admin_option")]
    [InlineData("sqlinference.svv_ml_model_info", "database_name, schema_name, user_name, model_name, life_cycle, is_refreshable, model_state")]
    public void Views_have_exactly_these_columns_and_no_rows_at_first(string view, string columns)
    {
        Assert.Equal(columns, string.Join(", ", Run($"DESCRIBE {view}").Select(row => row[0])));
        Assert.Empty(Run($"SELECT * FROM {view}"));
    }

    [Fact]
    public void A_model_shows_with_its_function_version_and_owner()
    {
        Run(Forest);

        Assert.Equal(
            ["public", "odd", Environment.UserName, "trained", "random_cut_forest", "READY", null, "1", "public", "odd_score", "v", "numeric", null],
            Row("SELECT schema_name, model_name, owner, kind, model_type, state, failure_reason, version, function_schema, function_name, function_parameters, function_return_type, endpoint_name FROM sqlinference.models"));
        Assert.Equal(["public", "odd", "1", "READY", null, "true", "true"],
            Row("SELECT schema_name, model_name, version, state, failure_reason, length(artifact_id) = 64, completed_at >= created_at FROM sqlinference.versions"));
        Assert.Equal(["local", "public", Environment.UserName, "odd", "READY", "1", "Model is Ready"], Row("SELECT * FROM svv_ml_model_info"));
        Assert.Equal("true", Scalar("SELECT created_at BETWEEN now() - INTERVAL 5 MINUTE AND now() + INTERVAL 5 MINUTE FROM sqlinference.models"));
    }

    [Fact]
    public void Versions_endpoints_and_grants_follow_what_statements_do()
    {
        Run(Forest);
        Run(Forest.Replace("CREATE MODEL", "CREATE OR REPLACE MODEL", StringComparison.Ordinal));
        Run("CREATE ENDPOINT 'odd-ones' FOR MODEL public.odd; GRANT EXECUTE ON MODEL public.odd TO PUBLIC");
        Run("CREATE ENDPOINT 'outside' URL 'https://example.com/score?key=geheim' PROTOCOL JSON");

        Assert.Equal([["1", "RETIRED"], ["2", "READY"]], Run("SELECT version, state FROM sqlinference.versions ORDER BY version"));
        Assert.Equal(
            [["odd-ones", "MODEL", "public.odd", null], ["outside", "JSON", null, "https://example.com/score"]],
            Run("SELECT endpoint_name, protocol, model, url FROM sqlinference.endpoints ORDER BY endpoint_name"));
        Assert.Equal(["public", "odd", "2", "EXECUTE", "public", "public", "false"], Row("SELECT * FROM svv_ml_model_privileges"));
    }

    [Fact]
    public void No_view_tells_roles_buckets_or_training_queries()
    {
        Run(Forest);

        foreach (var view in new[] { "models", "versions", "endpoints", "statistics", "svv_ml_model_info", "svv_ml_model_privileges" })
        {
            var text = string.Join('\n', Run($"SELECT * FROM sqlinference.{view}").SelectMany(row => row));
            Assert.DoesNotContain("hidden", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("SELECT", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Statistics_count_what_was_scored()
    {
        Run(Forest);
        Assert.Empty(Run("SELECT * FROM sqlinference.statistics"));

        Run("SELECT sum(odd_score(n)) FROM range(1000) r(n); SELECT odd_score(NULL), odd_score(x) FROM (VALUES (1), (NULL)) t(x)");

        Assert.Equal(["public", "odd", "1", "1002", "0", "0"],
            Row("SELECT schema_name, model_name, version, rows_served, rows_refused, failures FROM sqlinference.statistics"));
        Assert.Equal("true", Scalar("SELECT batches > 0 AND batch_fill > 0 AND run_ms_mean > 0 AND run_ms_p50 <= run_ms_p99 AND requests >= 2 FROM sqlinference.statistics"));
    }

    [Fact]
    public void Views_stay_in_the_file_and_work_after_reopening()
    {
        Run(Forest);
        Reopen();
        var before = Content();

        Reopen();

        // Made once, and not again at every start.
        Assert.Equal(before, Content());
        Assert.Equal("odd", Scalar("SELECT model_name FROM sqlinference.models"));
        Assert.Equal("odd", Scalar("SELECT model_name FROM svv_ml_model_info"));
    }

    [Fact]
    public void Missing_and_outdated_views_are_made_again()
    {
        Run("DROP VIEW sqlinference.models");
        Run("CREATE OR REPLACE VIEW sqlinference.versions AS SELECT 1 AS old; COMMENT ON VIEW sqlinference.versions IS 'Versions of models [sqlinference 00000000]'");

        Reopen();

        Assert.Equal("0", Scalar("SELECT count(*) FROM sqlinference.models"));
        Assert.Equal("schema_name", Run("DESCRIBE sqlinference.versions")[0][0]);
        Assert.Empty(Notices);
    }

    [Fact]
    public void What_users_made_under_these_names_is_left_alone()
    {
        Run("DROP VIEW public.svv_ml_model_info; CREATE TABLE public.svv_ml_model_info AS SELECT 'mine' AS whose");
        Run("DROP VIEW public.svv_ml_model_privileges; CREATE VIEW public.svv_ml_model_privileges AS SELECT 'mine too' AS whose");

        Reopen();

        Assert.Equal("mine", Scalar("SELECT * FROM svv_ml_model_info"));
        Assert.Equal("mine too", Scalar("SELECT * FROM svv_ml_model_privileges"));
        Assert.Empty(Notices);
    }

    [Fact]
    public void An_unknown_view_is_refused_by_name()
    {
        var error = Assert.ThrowsAny<SqlInferenceException>(() => Run("SELECT * FROM sqlinference_catalog('nope')"));

        Assert.Equal("sqlinference_catalog: There is no catalog view 'nope'.", error.Message);
        Assert.Contains("svv_ml_model_info", error.Hint, StringComparison.Ordinal);
    }

    string Content() => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Warehouse)));
}
