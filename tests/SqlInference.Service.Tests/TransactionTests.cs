using SqlInference.Errors;

namespace SqlInference.Service.Tests;

public sealed class TransactionTests : IDisposable
{
    readonly Workplace _work = new();

    public TransactionTests() => _work.Run($"""
        CREATE MODEL m FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real;
        CREATE ENDPOINT 'e' FOR MODEL m;
        CREATE TABLE t (a int);
        """);

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("CREATE MODEL x FROM 'm.onnx' FUNCTION g(a real) RETURNS real")]
    [InlineData("DROP MODEL m")]
    [InlineData("ALTER MODEL m RENAME TO n")]
    [InlineData("GRANT EXECUTE ON MODEL m TO ann")]
    [InlineData("CREATE ENDPOINT 'x' FOR MODEL m")]
    [InlineData("DROP ENDPOINT 'e'")]
    public void Statements_that_change_models_are_refused_and_the_transaction_goes_on(string statement)
    {
        _work.Run("BEGIN; INSERT INTO t VALUES (1)");
        _work.Refused(ErrorConditions.StatementNotAllowedHere, statement,
            "Statements that change models or endpoints cannot be undone by ROLLBACK, so they are refused inside a transaction.", "COMMIT or ROLLBACK first.");
        _work.Run("INSERT INTO t VALUES (2); COMMIT");
        Assert.Equal("2", _work.Run("SELECT count(*) FROM t").Single);
        _work.Run("DROP ENDPOINT 'e'; DROP MODEL m");
    }

    [Fact]
    public void Other_statements_take_part_in_the_transaction()
    {
        File.WriteAllText(_work.Folder["t.csv"], "7\n8\n");
        _work.Run("BEGIN");
        Assert.Equal("-1.0", _work.Run("SELECT f(1)").Single);
        Assert.Equal("-2.0", _work.Run("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(2)").Single);
        Assert.Equal("READY", _work.Run("SHOW MODEL m")["Model State"]);
        Assert.Single(_work.Run("SHOW ENDPOINT ALL").Rows);
        Assert.Equal(2, _work.Run("COPY t FROM 't.csv' FORMAT AS CSV").RowsChanged);
        Assert.Equal("-15.0", _work.Run("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT sum(g(a)) FROM t").Single);
        _work.Run("ROLLBACK");
        Assert.Equal("0", _work.Run("SELECT count(*) FROM t").Single);
        Assert.Equal("-2.0", _work.Run("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(2)").Single);
    }

    [Fact]
    public void A_transaction_that_has_failed_is_one_until_it_is_rolled_back()
    {
        _work.Run("BEGIN");
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("SELECT CAST('x' AS INT)"));
        var refused = Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("DROP MODEL m"));
        Assert.Equal(ErrorConditions.StatementNotAllowedHere, refused.Condition);
        _work.Run("ROLLBACK; DROP ENDPOINT 'e'; DROP MODEL m");
    }

    [Fact]
    public void Ends_of_transactions_that_were_none_change_nothing()
    {
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("ROLLBACK"));
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("COMMIT"));
        _work.Run("/* for a while */ BEGIN; -- really\nROLLBACK; DROP ENDPOINT 'e'; DROP MODEL m");
    }

    [Fact]
    public void A_failed_query_in_a_transaction_takes_the_functions_of_USING_along()
    {
        _work.Run("BEGIN");
        Assert.ThrowsAny<SqlInferenceException>(() => _work.Run("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(CAST('x' AS INT))"));
        _work.Run("ROLLBACK");
        _work.Refused(ErrorConditions.DatabaseError, "SELECT g(1)");
        Assert.Equal("-2.0", _work.Run("USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(2)").Single);
    }

    [Fact]
    public void USING_hides_functions_for_one_statement_only()
    {
        Assert.Equal("-2!", _work.Run("USING FUNCTION f(a real) RETURNS varchar SAGEMAKER 'e' SELECT f(2) || '!'").Single);
        Assert.Equal("-2.0", _work.Run("SELECT f(2)").Single);
        foreach (var query in new[] { "SELECT f(CAST('x' AS INT))", "SELECT nope(f(1))", "SELEC f(1)" })
        {
            Assert.ThrowsAny<SqlInferenceException>(() => _work.Run($"USING FUNCTION f(a real) RETURNS varchar SAGEMAKER 'e' {query}"));
            Assert.Equal("-2.0", _work.Run("SELECT f(2)").Single);
            Assert.Equal(["public.f/1"], _work.Macros());
        }
    }

    [Fact]
    public void USING_takes_several_functions_but_none_twice()
    {
        Assert.Equal(["-2|-3.0"], _work.Run("""
            USING EXTERNAL FUNCTION g(a real) RETURNS varchar TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = 'e'),
                FUNCTION h(a real) RETURNS real SAGEMAKER 'e'
            SELECT g(2), h(3)
            """).Rows.Select(row => string.Join('|', row)));
        _work.Refused(ErrorConditions.DuplicateClause,
            "USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e', FUNCTION G(a int) RETURNS real SAGEMAKER 'e' SELECT g(1)",
            "USING FUNCTION declares g twice.", "Give each function of the statement a name of its own.");
    }

    [Fact]
    public void USING_leaves_temporary_macros_of_the_user_alone()
    {
        _work.Run("CREATE TEMP MACRO g(x) AS x + 1");
        _work.Refused(ErrorConditions.DatabaseError, "USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(2)");
        Assert.Equal("3", _work.Run("SELECT g(2)").Single);
    }

    [Fact]
    public void USING_checks_its_declaration()
    {
        _work.Refused(ErrorConditions.ModelInputMismatch, "USING FUNCTION g(a varchar) RETURNS real SAGEMAKER 'e' SELECT g('x')");
        _work.Refused(ErrorConditions.ModelInputMismatch, "USING FUNCTION g(a real, b real) RETURNS real SAGEMAKER 'e' SELECT g(1, 2)");
        _work.Refused(ErrorConditions.ModelOutputMismatch, "USING FUNCTION g(a real) RETURNS date SAGEMAKER 'e' SELECT g(1)");
    }

    [Fact]
    public void The_same_USING_again_and_again_leaves_nothing_behind()
    {
        const string Count = "SELECT count(*) FROM duckdb_functions() WHERE function_name LIKE '%using%'";
        const string Using = "USING FUNCTION g(a real) RETURNS real SAGEMAKER 'e' SELECT g(2)";
        _work.Run(Using);
        var once = _work.Run(Count).Single;
        for (var i = 0; i < 5; i++)
            Assert.Equal("-2.0", _work.Run(Using).Single);
        Assert.Equal(once, _work.Run(Count).Single);
    }
}
