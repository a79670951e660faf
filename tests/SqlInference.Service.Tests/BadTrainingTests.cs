using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

public sealed class BadTrainingTests : IDisposable
{
    const string RunItAlone = "Run the query by itself: the database then says which value it stumbled over.";
    const string LeaveRowsOut = "Leave such rows out of the training query; rows with NULL are left out by themselves.";

    readonly Workplace _work = new();

    public BadTrainingTests() => _work.Run("CREATE TABLE t AS SELECT i AS x, 'secret-' || i AS s, i % 7 AS y FROM range(5000) r(i)");

    public void Dispose() => _work.Dispose();

    static string Train(string query, string clauses = "") => $"CREATE MODEL k FROM ({query}) FUNCTION k {clauses} MODEL_TYPE RANDOM_CUT_FOREST SETTINGS (MAX_RUNTIME 60)";

    [Theory]
    [InlineData("SELECT x FROM t WHERE x < 0", "SI302", "The training query gave no rows.", "Run the query by itself and see why.")]
    [InlineData("SELECT x FROM t WHERE x = 3", "SI303", "The training query gave one row without NULL; a random cut forest needs at least two.", "Widen the query, so that it gives the rows that are normal.")]
    [InlineData("SELECT x, CAST(NULL AS INT) AS z FROM t", "SI304", "Column 'z' holds nothing but NULL in the 5000 training rows.", "Leave the column out of the query, or replace NULL there, as with COALESCE.")]
    [InlineData("SELECT CASE WHEN x % 2 = 0 THEN x END AS a, CASE WHEN x % 2 = 1 THEN x END AS b FROM t", "SI304", "Each of the 5000 training rows has a NULL in one of its columns, and such rows are left out.", "Leave the column out of the query, or replace NULL there, as with COALESCE.")]
    [InlineData("SELECT x, s FROM t", "SI305", "Column 's' is text; a random cut forest works on numbers, booleans and timestamps.", "Leave the column out of the query, or turn it into a number there.")]
    [InlineData("SELECT [x, y] AS pair FROM t", "SI305", "Column 'pair' has type BIGINT[], which a random cut forest cannot learn from.", "Select numbers, booleans, dates or timestamps; cast the column, or leave it out.")]
    [InlineData("SELECT CASE WHEN x = 4000 THEN CAST('nan' AS DOUBLE) ELSE x END AS v FROM t", "SI306", "Column 'v' holds a training value that is infinite, not a number, or beyond 1e34 in size.", LeaveRowsOut)]
    [InlineData("SELECT CASE WHEN x = 4000 THEN CAST('-inf' AS DOUBLE) ELSE x END AS v FROM t", "SI306", "Column 'v' holds a training value that is infinite, not a number, or beyond 1e34 in size.", LeaveRowsOut)]
    [InlineData("SELECT x, x FROM t", "SI004", "The training query has two columns named 'x', which become parameters of one function.", "Give each column a name of its own with AS.")]
    [InlineData("SELECT CAST(CASE WHEN x = 4000 THEN s ELSE '1' END AS INT) AS v FROM t", "SI301", "The training query failed while it ran: a value could not be converted.", RunItAlone)]
    [InlineData("SELECT CAST(x AS TINYINT) AS v FROM t", "SI301", "The training query failed while it ran: a value could not be converted.", RunItAlone)]
    [InlineData("SELECT CASE WHEN x < 4000 THEN x ELSE error('secret ' || s) END AS v FROM t", "SI301", "The training query failed while it ran: the database reports an error of the kind 'InvalidInput'.", RunItAlone)]
    [InlineData("SELEC x FROM t", "SI301", "The training query failed: Parser Error: syntax error at or near \"SELEC\"", "Run the query by itself until it works.")]
    [InlineData("SELECT nope FROM t", "SI301", "The training query failed: Binder Error: Referenced column \"nope\" not found in FROM clause!", "Run the query by itself until it works.")]
    [InlineData("SELECT x FROM nope", "SI301", "The training query failed: Catalog Error: Table with name nope does not exist!", "Run the query by itself until it works.")]
    public void A_query_that_cannot_be_trained_on_leaves_a_failed_model_that_says_why(string query, string code, string message, string hint)
    {
        var exception = _work.Refused(ErrorConditions.Find(code)!, Train(query));
        Assert.Equal((message, hint), (exception.Message.Split('\n')[0], exception.Hint));

        AssertFailed(message);
        TheCorrectedStatementWorks();
    }

    [Theory]
    [InlineData("(int, int)", "SI205", "Function k declares 2 parameters, but the training query has 1 column.", "Declare one parameter for each column, or leave the parameter list out.")]
    [InlineData("RETURNS timestamp", "SI206", "Function k returns TIMESTAMP, but output score of model public.k is Float64.", "Declare RETURNS float8.")]
    [InlineData("(varchar)", "SI205", "Parameter x of function k is VARCHAR, but input x of model public.k takes Int64.", "Declare the parameter with a type that the input takes.")]
    public void A_function_that_does_not_go_with_the_columns_is_refused(string clause, string code, string message, string hint)
    {
        _work.Refused(ErrorConditions.Find(code)!, Train("SELECT x FROM t", clause), message, hint);
        AssertFailed(message);
        TheCorrectedStatementWorks();
    }

    [Theory]
    [InlineData("HYPERPARAMETERS DEFAULT EXCEPT (num_trees '5000')", "SI308", "Hyperparameter num_trees of a random cut forest is 5000; it has to be from 50 to 1000.")]
    [InlineData("HYPERPARAMETERS DEFAULT EXCEPT (num_trees 'many')", "SI308", "Hyperparameter num_trees of a random cut forest is 'many'; it has to be a whole number.")]
    [InlineData("HYPERPARAMETERS DEFAULT EXCEPT (trees '50')", "SI308", "A random cut forest has no hyperparameter 'trees'.")]
    [InlineData("AUTO ON", "SI004", "MODEL_TYPE RANDOM_CUT_FOREST does not go with AUTO ON: a random cut forest is trained as stated.")]
    [InlineData("OBJECTIVE 'mse'", "SI004", "MODEL_TYPE RANDOM_CUT_FOREST does not go with OBJECTIVE: a random cut forest has none.")]
    public void A_statement_that_cannot_be_meant_is_refused_before_a_model_is_begun(string clause, string code, string message)
    {
        Assert.Equal(message, _work.Refused(ErrorConditions.Find(code)!, Train("SELECT x FROM t", clause)).Message);
        Assert.Null(_work.Models.Find(new("local", "public", "k")));
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void A_call_of_a_model_that_failed_says_so_and_why()
    {
        _work.Refused(ErrorConditions.NoTrainingRows, Train("SELECT x FROM t WHERE x < 0"));
        _work.Refused(ErrorConditions.ModelNotReady, "SELECT k(1)",
            "Model public.k is FAILED: The training query gave no rows.", "CREATE OR REPLACE MODEL makes it again.");
        _work.Refused(ErrorConditions.DatabaseError, "SELECT nobodys(1)");
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_version_serving()
    {
        _work.Run(Train("SELECT x FROM t"));
        var score = _work.Run("SELECT k(17)").Single;
        _work.Refused(ErrorConditions.NoTrainingRows, Train("SELECT x FROM t WHERE x < 0").Replace("CREATE", "CREATE OR REPLACE", StringComparison.Ordinal));
        Assert.Equal(score, _work.Run("SELECT k(17)").Single);
        Assert.Equal("READY", _work.Run("SHOW MODEL k")["Model State"]);
        Assert.Equal("1", _work.Run("SHOW MODEL k")["Version"]);
    }

    [Fact]
    public void A_training_query_may_call_another_model()
    {
        _work.Run($"CREATE MODEL m FROM '{Workplace.Onnx("one-column")}' FUNCTION f(a real) RETURNS real");
        _work.Run(Train("SELECT f(x) AS v FROM t"));
        Assert.Equal("true", _work.Run("SELECT k(-17) > 0").Single);

        _work.Run($"CREATE OR REPLACE MODEL m FROM '{Workplace.Onnx("lookup")}' FUNCTION f(a int) RETURNS real; DROP MODEL k");
        _work.Refused(ErrorConditions.TrainingQueryFailed, Train("SELECT f(x) AS v FROM t"),
            "The training query failed while it ran: model failed.", RunItAlone);
    }

    void AssertFailed(string reason)
    {
        var model = _work.Models.Get(new("local", "public", "k"));
        Assert.Equal((ModelState.Failed, reason), (model.State, model.FailureReason));
        var shown = _work.Run("SHOW MODEL k");
        Assert.Equal(("FAILED", reason, "k"), (shown["Model State"], shown["Failure Reason"], shown["Function Name"]));
        Assert.DoesNotContain("secret", shown["Failure Reason"], StringComparison.Ordinal);
    }

    void TheCorrectedStatementWorks()
    {
        _work.Run(Train("SELECT x FROM t"));
        Assert.Equal("true", _work.Run("SELECT k(17) > 0").Single);
    }
}
