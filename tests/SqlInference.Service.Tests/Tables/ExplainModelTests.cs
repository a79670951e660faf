using SqlInference.Errors;

namespace SqlInference.Service.Tests.Tables;

public sealed class ExplainModelTests : EngineFixture
{
    public ExplainModelTests() => Run(
        """
        CREATE SCHEMA other;
        CREATE TABLE numbers AS SELECT hash(n) % 100 AS v FROM range(500) r(n);
        CREATE MODEL public.odd FROM (SELECT v FROM numbers) FUNCTION odd_score AUTO OFF MODEL_TYPE RANDOM_CUT_FOREST;
        CREATE ENDPOINT 'odd-ones' FOR MODEL public.odd;
        CREATE MODEL public.remote_odd FUNCTION remote_score (int) RETURNS DOUBLE PRECISION SAGEMAKER 'odd-ones';
        CREATE MODEL other.remote_odd FUNCTION remote_score (int) RETURNS DOUBLE PRECISION SAGEMAKER 'odd-ones'
        """);

    [Theory]
    [InlineData("public.odd", "model public.odd is a random cut forest, which is not explained as a whole; random_cut_forest_stream gives each row's attribution")]
    [InlineData("ODD", "model public.odd is a random cut forest, which is not explained as a whole; random_cut_forest_stream gives each row's attribution")]
    [InlineData("\"public\".\"odd\"", "model public.odd is a random cut forest, which is not explained as a whole; random_cut_forest_stream gives each row's attribution")]
    [InlineData("other.remote_odd", "model other.remote_odd is answered by an endpoint, which gives predictions only")]
    public void A_model_without_explanations_says_so_in_Redshift_s_shape(string name, string text)
    {
        Assert.Equal($$"""{"explanations":"{{text}}"}""", Scalar($"SELECT explain_model('{name}')"));
        Assert.Equal(text, Scalar($"SELECT explain_model('{name}')->>'explanations'"));
    }

    [Fact]
    public void It_works_row_by_row_with_NULL_for_NULL_and_under_every_search_path()
    {
        Run("SET search_path = 'other'");

        Assert.Equal(["true", null, "true"], Run(
            "SELECT explain_model(m) LIKE '{\"explanations\":%' FROM (VALUES (1, 'public.odd'), (2, NULL), (3, 'other.remote_odd')) t(i, m) ORDER BY i").Select(row => row[0]));
    }

    [Theory]
    [InlineData("public.od", "explain_model: There is no model public.od in database local.", "public.odd")]
    [InlineData("nope", "explain_model: There is no model public.nope in database local.", "SHOW MODEL ALL")]
    [InlineData("remote_odd", "explain_model: 'remote_odd' may be any of the models other.remote_odd, public.remote_odd.", "schema")]
    public void An_unknown_model_is_an_error(string name, string message, string hint)
    {
        var error = Assert.ThrowsAny<SqlInferenceException>(() => Run($"SELECT explain_model('{name}')"));

        Assert.Equal((ErrorConditions.UnknownModel, message), (error.Condition, error.Message));
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }
}
