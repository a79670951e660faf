using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>Forests over several consecutive rows, whose function takes the rows of the shingle.</summary>
public sealed class ShingleTests : IDisposable
{
    const string Series = "CREATE TABLE t AS SELECT range AS i, sin(range / 3.0) AS v, range % 7 AS w FROM range(400)";

    readonly Workplace _work = new();

    public ShingleTests() => _work.Run(Series);

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Function_takes_the_rows_of_the_shingle_the_oldest_first()
    {
        _work.Run(
            """
            CREATE MODEL m FROM (SELECT v, w FROM t ORDER BY i) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST
              HYPERPARAMETERS DEFAULT EXCEPT (SHINGLE_SIZE '3')
            """);

        Assert.Equal("v_lag2 w_lag2 v_lag1 w_lag1 v w", _work.Run("SHOW MODEL m")["Function Parameters"]);
        Assert.Equal("float8 int8 float8 int8 float8 int8", _work.Run("SHOW MODEL m")["Function Parameter Types"]);
        // The first two rows have no past; afterwards a point that breaks the rhythm scores higher than all that keep it.
        Assert.Equal("2", _work.Run(
            """
            SELECT count(*) - count(s) FROM (
              SELECT f(lag(v, 2) OVER o, lag(w, 2) OVER o, lag(v) OVER o, lag(w) OVER o, v, w) AS s FROM t WINDOW o AS (ORDER BY i))
            """).Single);
        Assert.Equal("true", _work.Run(
            """
            SELECT f(5, 0, -5, 1, 5, 2) > max(s) FROM (
              SELECT f(lag(v, 2) OVER o, lag(w, 2) OVER o, lag(v) OVER o, lag(w) OVER o, v, w) AS s FROM t WINDOW o AS (ORDER BY i))
            """).Single);
    }

    [Fact]
    public void Declared_parameters_must_be_those_of_the_whole_shingle() => _work.Refused(
        ErrorConditions.ModelInputMismatch,
        """
        CREATE MODEL m FROM (SELECT v FROM t ORDER BY i) FUNCTION f(float8) MODEL_TYPE RANDOM_CUT_FOREST
          HYPERPARAMETERS DEFAULT EXCEPT (SHINGLE_SIZE '3')
        """,
        "Function f declares 1 parameter, but the training query has 1 column and shingle_size is 3.",
        "Declare one parameter for each column of each row of the shingle, or leave the parameter list out.");
}
