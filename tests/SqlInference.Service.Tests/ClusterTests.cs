using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … MODEL_TYPE KMEANS.</summary>
public sealed class ClusterTests : IDisposable
{
    readonly Workplace _work = new();

    // Three kinds of customers, by what they spend, how often, where and since when.
    public ClusterTests() => _work.Run(
        """
        CREATE TABLE customers AS SELECT i AS id, i % 3 AS kind, i % 3 * 100 + i % 7 AS spent, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 3 * 10 + i % 5 END AS visits,
          (['north', 'south', 'south'])[i % 3 + 1] AS place, DATE '2020-01-01' + CAST(i % 3 * 400 + i % 30 AS INT) AS since, 'customer number ' || i AS note FROM range(900) r(i);
        """);

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Rows_that_are_alike_get_the_same_number()
    {
        _work.Run(
            """
            CREATE MODEL kinds FROM (SELECT spent, visits, place, since FROM customers) FUNCTION kind_of IAM_ROLE default AUTO OFF MODEL_TYPE KMEANS PREPROCESSORS 'none'
              HYPERPARAMETERS DEFAULT EXCEPT (K '3', INIT_METHOD 'kmeans++') SETTINGS (S3_BUCKET 'any')
            """);

        Assert.Equal(["0", "1", "2"], _work.Run("SELECT DISTINCT kind_of(spent, visits, place, since) FROM customers ORDER BY 1").First);
        Assert.Equal("3", _work.Run("SELECT count(DISTINCT (kind, kind_of(spent, visits, place, since))) FROM customers").Single);
        Assert.Equal("INTEGER", _work.Run("SELECT typeof(kind_of(1, 1, 'north', NULL))").Single);
        var shown = _work.Run("SHOW MODEL kinds");
        Assert.Equal(("kmeans", "3", "kmeans++", "900.000000"), (shown["Model Type"], shown["k"], shown["init_method"], shown["train:rows"]));
        Assert.InRange(double.Parse(shown["train:silhouette"]!, CultureInfo.InvariantCulture), 0.25, 1);
        Assert.InRange(double.Parse(shown["train:msd"]!, CultureInfo.InvariantCulture), 0.01, 10);
    }

    [Fact]
    public void What_is_missing_or_was_never_seen_belongs_somewhere()
    {
        _work.Run("CREATE MODEL kinds FROM (SELECT spent, visits, place, since FROM customers) FUNCTION kind_of AUTO OFF MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '3')");
        Assert.Equal("0", _work.Run("SELECT count(*) FROM (VALUES (NULL, NULL, NULL, NULL), (1000000000, -5, 'west', DATE '1900-01-01'), (5, NULL, '', NULL)) AS t(a, b, c, d) WHERE kind_of(a, b, c, d) IS NULL").Single);
    }

    [Fact]
    public void Preprocessors_say_how_columns_count()
    {
        _work.Run(
            """
            CREATE MODEL raw FROM (SELECT spent, visits FROM customers) FUNCTION raw AUTO OFF MODEL_TYPE KMEANS
              PREPROCESSORS '[{"ColumnSet": ["spent", "visits"], "Transformers": ["NumericPassthrough"]}]' HYPERPARAMETERS DEFAULT EXCEPT (K '1')
            """);
        // Around a mean of 103, three kinds 100 apart have a variance of 6,667 in what they spend.
        Assert.InRange(double.Parse(_work.Run("SHOW MODEL raw")["train:msd"]!, CultureInfo.InvariantCulture), 6600, 6800);
    }

    [Fact]
    public void Clusters_are_the_same_after_the_folder_is_opened_again()
    {
        _work.Run("CREATE MODEL kinds FROM (SELECT spent, visits, place FROM customers) FUNCTION kind_of AUTO OFF MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '7')");
        const string Query = "SELECT md5(string_agg(kind_of(spent, visits, place), ',' ORDER BY id)) FROM customers";
        var before = _work.Run(Query).Single;
        _work.Reopen();
        Assert.Equal(before, _work.Run(Query).Single);
        Assert.Equal(["spent", "visits", "place"], _work.Run("SELECT column_name FROM sqlinference.columns WHERE model_name = 'kinds' ORDER BY position").First);
        Assert.Equal("no explanations were computed when model public.kinds was trained", _work.Run("SELECT explain_model('kinds')->>'explanations'").Single);
    }

    [Theory]
    [InlineData("spent, visits", "", "SI308", "MODEL_TYPE KMEANS needs the hyperparameter k: how many clusters there are to be.")]
    [InlineData("spent, visits", "AUTO ON HYPERPARAMETERS DEFAULT EXCEPT (K '3')", "SI004", "MODEL_TYPE KMEANS does not go with AUTO ON: how many clusters there are to be has to be said.")]
    [InlineData("spent, visits", "OBJECTIVE 'MSE' HYPERPARAMETERS DEFAULT EXCEPT (K '3')", "SI004", "MODEL_TYPE KMEANS does not go with OBJECTIVE: the squared distances of rows to the centres of their clusters are made small.")]
    [InlineData("spent, visits", "HYPERPARAMETERS DEFAULT EXCEPT (K '3', epochs '4')", "SI308", "Hyperparameter epochs is not taken here: each pass sees all rows; local_lloyd_max_iter says how many there may be.")]
    [InlineData("kind", "HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "SI303", "The training query gave 3 rows that differ; they make no 4 clusters.")]
    [InlineData("spent, note", "HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "SI004", "Column 'note' is text that is read word by word, of which MODEL_TYPE KMEANS makes nothing.")]
    [InlineData("id", "HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "SI304", "No column of the training query tells rows apart: nothing can be learnt from them.")]
    [InlineData("spent, [1] AS list", "HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "SI305", "Column 'list' has type INTEGER[], which no model can learn from.")]
    [InlineData("CASE WHEN id = 3 THEN CAST('inf' AS DOUBLE) ELSE spent END AS spent", "HYPERPARAMETERS DEFAULT EXCEPT (K '4')", "SI306", "Column 'spent' holds a training value that is infinite.")]
    public void What_makes_no_clusters_is_refused(string columns, string clauses, string code, string message)
    {
        Assert.Equal(message, _work.Refused(ErrorConditions.Find(code)!, $"CREATE MODEL m FROM (SELECT {columns} FROM customers) FUNCTION f MODEL_TYPE KMEANS {clauses}").Message);
    }

    [Fact]
    public void Without_rows_there_are_no_clusters()
    {
        Assert.Equal("The training query gave no rows.", _work.Refused(ErrorConditions.NoTrainingRows,
            "CREATE MODEL m FROM (SELECT spent FROM customers WHERE id < 0) FUNCTION f MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '3')").Message);
        Assert.Equal("Function f declares 1 parameters, but the training query has 2 columns.", _work.Refused(ErrorConditions.ModelInputMismatch,
            "CREATE MODEL m FROM (SELECT spent, visits FROM customers) FUNCTION f(int) MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '3')").Message);
    }
}
