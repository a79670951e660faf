using System.Globalization;
using System.Text.Json;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … FROM (query) TARGET column, on data that it ships with and on data made for the purpose.</summary>
public sealed class PredictorTests : IDisposable
{
    readonly Workplace _work = new();

    public PredictorTests() => _work.Run(
        $"""
        CREATE VIEW abalone AS SELECT row_number() OVER () AS id, * FROM read_csv('{Path.Combine(AppContext.BaseDirectory, "abalone.csv")}', header = true,
          names = ['sex', 'length', 'diameter', 'height', 'whole_weight', 'shucked_weight', 'viscera_weight', 'shell_weight', 'rings']);
        CREATE TABLE churn AS SELECT i AS id, i % 40 AS months, CASE WHEN i % 7 = 3 THEN NULL ELSE (i * 37) % 100 END AS charge,
          CASE i % 3 WHEN 0 THEN 'monthly' WHEN 1 THEN 'yearly' ELSE 'two years' END AS contract, DATE '2024-01-01' + CAST(i % 300 AS INT) AS since,
          i % 40 < 12 AND i % 3 = 0 AS churned FROM range(2000) r(i);
        """);

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Rings_of_abalones_are_predicted_as_well_as_scikit_learn_does()
    {
        _work.Run(
            """
            CREATE MODEL rings FROM (SELECT sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight, rings
              FROM abalone WHERE id % 10 < 8) TARGET rings FUNCTION predict_rings
            """);

        var error = Number("SELECT sqrt(avg((predict_rings(sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight) - rings)^2)) FROM abalone WHERE id % 10 >= 8");
        Assert.InRange(error, 1.8, 2.03);
        Assert.Equal("perceptrons, 64 and 32 units", _work.Run("SELECT candidate FROM sqlinference.candidates WHERE model_name = 'rings' AND rank = 1").Single);
        var shown = _work.Run("SHOW MODEL rings");
        Assert.Equal("READY", shown["Model State"]);
        Assert.Equal("Regression", shown["Problem Type"]);
        Assert.Equal("MSE", shown["Objective"]);
        Assert.Equal("rings", shown["Target Column"]);
        // What was measured on rows put aside is near what later rows show.
        Assert.InRange(double.Parse(shown["validation:mse"]!, CultureInfo.InvariantCulture), 4, 5.2);
    }

    [Fact]
    public void A_linear_model_is_as_good_as_scikit_learns()
    {
        _work.Run(
            """
            CREATE MODEL rings FROM (SELECT sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight, rings
              FROM abalone WHERE id % 10 < 8) TARGET rings FUNCTION predict_rings MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE REGRESSION OBJECTIVE 'MSE'
            """);

        Assert.InRange(Number("SELECT sqrt(avg((predict_rings(sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight) - rings)^2)) FROM abalone WHERE id % 10 >= 8"), 2, 2.17);
        Assert.Equal("linear_learner", _work.Run("SHOW MODEL rings")["Model Type"]);
    }

    [Fact]
    public void Text_is_read_word_by_word_beside_other_columns()
    {
        _work.Run(
            """
            CREATE TABLE notes AS SELECT i AS id, (i * 7) % 11 AS number,
              (['the cat sat on the mat', 'a dog ran over a hill', 'birds sing in old trees'])[i % 3 + 1] || ' number ' || i || (CASE WHEN i % 2 = 0 THEN ' and it was good' ELSE ' and it was bad' END) AS note,
              CASE WHEN i % 2 = 0 AND (i * 7) % 11 > 4 THEN 'yes' ELSE 'no' END AS label FROM range(1200) r(i);
            CREATE MODEL m FROM (SELECT note, number, label FROM notes WHERE id < 1000) TARGET label FUNCTION f;
            """);

        Assert.InRange(Number("SELECT avg((f(note, number) = label)::int) FROM notes WHERE id >= 1000"), 0.95, 1);
        Assert.Equal("NULL", _work.Run("SELECT coalesce(f(NULL, 3), 'NULL')").Single);
        Assert.Equal("no", _work.Run("SELECT f('', NULL)").Single);
        // Perceptrons cannot read it.
        Assert.Equal(["10|3|0"], _work.Run("SELECT concat_ws('|', count(*) - 1, count(*) FILTER (candidate LIKE '%, with texts'), count(*) FILTER (candidate LIKE 'perceptrons%')) FROM sqlinference.candidates WHERE model_name = 'm'").First);
    }

    [Fact]
    public void Two_classes_are_told_apart_with_probabilities()
    {
        _work.Run("CREATE MODEL churn_model FROM (SELECT months, charge, contract, since, churned FROM churn WHERE id < 1600) TARGET churned FUNCTION will_churn");

        Assert.Equal("BOOLEAN", _work.Run("SELECT DISTINCT typeof(will_churn(months, charge, contract, since)) FROM churn").Single);
        Assert.InRange(Number("SELECT avg((will_churn(months, charge, contract, since) = churned)::int) FROM churn WHERE id >= 1600"), 0.97, 1);
        Assert.Equal("true", _work.Run("SELECT will_churn(3, 50, 'monthly', DATE '2024-02-02')").Single);
        var probabilities = _work.Run("SELECT will_churn_prob(3, 50, 'monthly', DATE '2024-02-02')").Single;
        Assert.StartsWith("""{"probabilities":[""", probabilities);
        Assert.EndsWith("""],"labels":["true","false"]}""", probabilities);
        Assert.Equal("BinaryClassification", _work.Run("SHOW MODEL churn_model")["Problem Type"]);
    }

    [Fact]
    public void Missing_values_and_categories_never_seen_are_answered()
    {
        _work.Run("CREATE MODEL churn_model FROM (SELECT months, charge, contract, since, churned FROM churn) TARGET churned FUNCTION will_churn");

        Assert.Equal("0", _work.Run(
            """
            SELECT count(*) FROM (VALUES (NULL, 50, 'monthly', NULL), (3, NULL, NULL, NULL), (3, 50, 'weekly', DATE '2031-01-01'), (NULL, NULL, NULL, NULL), (1000000, -5, '', NULL))
              AS t(m, c, k, s) WHERE will_churn(m, c, k, s) IS NULL
            """).Single);
    }

    [Fact]
    public void Labels_keep_their_blanks_quotes_and_letters()
    {
        _work.Run(
            """
            CREATE MODEL m FROM (SELECT i % 3 AS x, CASE i % 3 WHEN 0 THEN ' ein "Wort" ' WHEN 1 THEN 'naïve''s 日本' ELSE '' END AS label
              FROM range(600) r(i)) TARGET label FUNCTION f
            """);
        Assert.Equal([" ein \"Wort\" ", "naïve's 日本", ""], _work.Run("SELECT f(i) FROM range(3) r(i) ORDER BY i").First);
    }

    [Fact]
    public void Identifiers_and_constants_are_left_out_and_said()
    {
        _work.Run("CREATE MODEL m FROM (SELECT id, 7 AS seven, CAST(NULL AS INT) AS nothing, months, contract, churned FROM churn) TARGET churned FUNCTION f");

        Assert.Contains("Column 'id' has another value in each row and is not learnt from.", _work.Notices);
        Assert.Contains("Column 'seven' has the same value in all rows and is not learnt from.", _work.Notices);
        Assert.Contains("Column 'nothing' holds nothing but NULL and is not learnt from.", _work.Notices);
        // They are parameters all the same, whose values do not count.
        Assert.Equal("true", _work.Run("SELECT f(1, 7, NULL, 3, 'monthly') = f(-99, 8, 5, 3, 'monthly')").Single);
    }

    [Fact]
    public void The_leaderboard_and_what_was_measured_can_be_queried()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, contract, churned FROM churn) TARGET churned FUNCTION f OBJECTIVE 'accuracy'");

        var candidates = _work.Run("SELECT rank, metric, value, share FROM sqlinference.candidates WHERE model_name = 'm' ORDER BY rank").Rows;
        Assert.InRange(candidates.Count, 3, 20);
        Assert.All(candidates, candidate => Assert.Equal("validation:accuracy", candidate[1]));
        Assert.Equal(1, candidates.Sum(candidate => double.Parse(candidate[3]!, CultureInfo.InvariantCulture)), 9);
        Assert.Equal(
            Number("SELECT value FROM sqlinference.evaluations WHERE model_name = 'm' AND metric = 'validation:f1_binary'"),
            double.Parse(_work.Run("SHOW MODEL m")["validation:f1_binary"]!, CultureInfo.InvariantCulture), 6);
    }

    [Fact]
    public void What_the_columns_were_like_can_be_queried()
    {
        _work.Run("CREATE MODEL m FROM (SELECT id, months, charge, contract, since, 'customer number ' || id AS note, churned FROM churn) TARGET churned FUNCTION f MODEL_TYPE XGBOOST");
        _work.Reopen();

        Assert.Equal(
            [
                "id|identifier|2000|0|2000|0.0|1999.0|999.5|NULL",
                "months|number|2000|0|40|0.0|39.0|19.5|NULL",
                "charge|number|2000|286|100|0.0|99.0|49.5|NULL",
                "contract|category|2000|0|3|NULL|NULL|NULL|{\"monthly\":667,\"yearly\":667,\"two years\":666}",
                "since|time|2000|0|300|1704067200.0|1729900800.0|1716552000.0|NULL",
                "note|text|2000|0|2000|NULL|NULL|NULL|NULL",
            ],
            _work.Run(
                """
                SELECT concat_ws('|', column_name, role, row_count, null_count, distinct_count, coalesce(minimum::varchar, 'NULL'), coalesce(maximum::varchar, 'NULL'),
                  coalesce(round(mean, 1)::varchar, 'NULL'), coalesce(frequent, 'NULL')) FROM sqlinference.columns WHERE model_name = 'm' ORDER BY position
                """).First);
        Assert.Equal("true", _work.Run("SELECT abs(deviation - 11.5) < 0.1 FROM sqlinference.columns WHERE column_name = 'months'").Single);
        Assert.Equal("true", _work.Run("SELECT mean_length BETWEEN 17 AND 20 FROM sqlinference.columns WHERE column_name = 'note'").Single);
    }

    [Fact]
    public void What_the_columns_contribute_is_told_in_Redshift_s_shape()
    {
        _work.Run(
            """
            CREATE MODEL two FROM (SELECT id, months, charge, contract, since, churned FROM churn) TARGET churned FUNCTION f;
            CREATE MODEL three FROM (SELECT months, contract FROM churn WHERE months < 30) TARGET contract FUNCTION g;
            """);

        using var two = JsonDocument.Parse(_work.Run("SELECT explain_model('public.two')").Single!);
        Assert.Equal("1.0", two.RootElement.GetProperty("version").GetString());
        var label = Assert.Single(two.RootElement.GetProperty("explanations").GetProperty("kernel_shap").EnumerateObject());
        Assert.Equal("label0", label.Name);
        var values = label.Value.GetProperty("global_shap_values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetDouble());
        Assert.Equal(["id", "months", "charge", "contract", "since"], values.Keys);
        Assert.Equal(0, values["id"]);
        // Who churns follows from these two, and is one row in ten.
        Assert.InRange(Math.Min(values["months"], values["contract"]), 2 * Math.Max(values["charge"], values["since"]), 20);
        Assert.InRange(label.Value.GetProperty("expected_value").GetDouble(), -20, -1);

        using var three = JsonDocument.Parse(_work.Run("SELECT explain_model('three')").Single!);
        Assert.Equal(["label0", "label1", "label2"], three.RootElement.GetProperty("explanations").GetProperty("kernel_shap").EnumerateObject().Select(each => each.Name));
    }

    [Fact]
    public void A_row_s_prediction_is_explained_column_by_column()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, charge, contract, since, churned FROM churn) TARGET churned FUNCTION f MODEL_TYPE XGBOOST");

        using var yes = JsonDocument.Parse(_work.Run("SELECT f_explain(3, 50, 'monthly', DATE '2024-02-02')").Single!);
        using var no = JsonDocument.Parse(_work.Run("SELECT f_explain(30, NULL, 'monthly', NULL)").Single!);
        Assert.True(yes.RootElement.GetProperty("prediction").GetBoolean());
        Assert.False(no.RootElement.GetProperty("prediction").GetBoolean());
        Assert.Equal(["months", "charge", "contract", "since"], yes.RootElement.GetProperty("shap_values").EnumerateObject().Select(value => value.Name));
        // What is expected is that nobody churns.
        Assert.True(yes.RootElement.GetProperty("expected_value").GetDouble() < 0);
        Assert.Equal(yes.RootElement.GetProperty("expected_value").GetDouble(), -no.RootElement.GetProperty("expected_value").GetDouble());
        Assert.True(yes.RootElement.GetProperty("shap_values").GetProperty("months").GetDouble() > 1);
        Assert.True(no.RootElement.GetProperty("shap_values").GetProperty("months").GetDouble() > 0);
        // The margin is the logarithm of the odds.
        using var probabilities = JsonDocument.Parse(_work.Run("SELECT f_prob(3, 50, 'monthly', DATE '2024-02-02')").Single!);
        var likely = probabilities.RootElement.GetProperty("probabilities")[0].GetDouble();
        Assert.Equal(Math.Log(likely / (1 - likely)), Sum(yes), 1e-3);
    }

    [Fact]
    public void Numbers_are_explained_as_they_are_and_rows_in_any_number()
    {
        _work.Run(
            """
            CREATE MODEL rings FROM (SELECT sex, length, shell_weight, rings FROM abalone) TARGET rings FUNCTION f PROBLEM_TYPE REGRESSION;
            CREATE TABLE explained AS SELECT f(sex, length, shell_weight) AS answer, f_explain(sex, length, shell_weight) AS why FROM abalone;
            """);

        Assert.Equal("4177", _work.Run("SELECT count(*) FROM explained WHERE abs(answer - (why->>'prediction')::double) < 1e-9").Single);
        Assert.Equal("4177", _work.Run(
            """
            SELECT count(*) FROM explained WHERE abs(answer - (why->>'expected_value')::double - (why->'shap_values'->>'sex')::double
              - (why->'shap_values'->>'length')::double - (why->'shap_values'->>'shell_weight')::double) < 1e-4
            """).Single);
    }

    [Fact]
    public void Texts_and_labels_are_explained_with_their_letters_and_NULL_as_NULL()
    {
        _work.Run(
            """
            CREATE TABLE notes AS SELECT 'it was ' || (['gut', 'schlecht', 'so so'])[i % 3 + 1] || ' on day ' || (i * 11) % 97 AS "what ""she"" said", i % 5 AS n,
              (['naïve''s "日本"', 'b', 'c'])[i % 3 + 1] AS label FROM range(600) r(i);
            CREATE MODEL m FROM notes TARGET label FUNCTION f;
            """);

        Assert.Equal("NULL", _work.Run("SELECT coalesce(f_explain(NULL, 3), 'NULL')").Single);
        using var why = JsonDocument.Parse(_work.Run("SELECT f_explain('it was gut on day 3', 3)").Single!);
        Assert.Equal("naïve's \"日本\"", why.RootElement.GetProperty("prediction").GetString());
        var values = why.RootElement.GetProperty("shap_values");
        Assert.True(values.GetProperty("what \"she\" said").GetDouble() > 10 * Math.Abs(values.GetProperty("n").GetDouble()));
    }

    [Fact]
    public void A_model_made_from_a_file_does_not_explain_rows()
    {
        _work.Run($"CREATE MODEL m FROM '{Workplace.Onnx("classifier-int")}' FUNCTION f(real, real) RETURNS bigint");
        Assert.Equal("2", _work.Run("SELECT count(*) FROM duckdb_functions() WHERE function_name IN ('f_prob', 'f_probabilities', 'f_explain')").Single);
    }

    [Fact]
    public void A_trained_model_answers_the_same_after_the_folder_is_opened_again()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, charge, contract, since, churned FROM churn) TARGET churned FUNCTION f");
        const string Query = "SELECT md5(string_agg(f_prob(months, charge, contract, since), ',' ORDER BY id)) FROM churn";
        var before = _work.Run(Query).Single;

        _work.Reopen();

        Assert.Equal(before, _work.Run(Query).Single);
    }

    [Fact]
    public void XGBoost_is_trained_as_told()
    {
        _work.Run(
            """
            CREATE MODEL rings FROM (SELECT length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight, rings FROM abalone)
              TARGET rings FUNCTION f IAM_ROLE default AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' PREPROCESSORS 'none'
              HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '20', NUM_CLASS '30')
            """);

        var shown = _work.Run("SHOW MODEL rings");
        Assert.Equal(("xgboost", "MulticlassClassification", "multi:softmax", "20"),
            (shown["Model Type"], shown["Problem Type"], shown["Objective"], shown["num_round"]));
        Assert.Equal("true", _work.Run("SELECT avg((f(length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight) = rings)::int) > 0.3 FROM abalone").Single);
    }

    [Theory]
    [InlineData("SELECT months, churned FROM churn WHERE id < 0", "", "SI302", "The training query gave no rows.")]
    [InlineData("SELECT months, churned FROM churn WHERE id < 15", "", "SI303", "The training query gave 15 rows with a target; training needs at least 20.")]
    [InlineData("SELECT months, true AS churned FROM churn", "", "SI311", "Target 'churned' has one class only; a model learns to tell classes apart.")]
    [InlineData("SELECT months, 7.5 AS churned FROM churn", "", "SI311", "Target 'churned' has the same value in all 2000 training rows.")]
    [InlineData("SELECT months, charge FROM churn", "", "SI307", "The training query has no column 'churned', which is the TARGET.")]
    [InlineData("SELECT months, since AS churned FROM churn", "", "SI311", "Target 'churned' is a date or time, which no model predicts.")]
    [InlineData("SELECT months, [1] AS churned FROM churn", "", "SI311", "Column 'churned' has type INTEGER[], which no model can learn from.")]
    [InlineData("SELECT months, CAST(NULL AS INT) AS churned FROM churn", "", "SI304", "Target 'churned' holds nothing but NULL in the 2000 training rows.")]
    [InlineData("SELECT 1 AS one, churned FROM churn", "", "SI304", "No column of the training query tells rows apart: nothing can be learnt from them.")]
    [InlineData("SELECT CASE WHEN id = 3 THEN CAST('inf' AS DOUBLE) ELSE months END AS m, churned FROM churn", "", "SI306", "Column 'm' holds a training value that is infinite.")]
    [InlineData("SELECT months, contract AS churned FROM churn", "PROBLEM_TYPE REGRESSION", "SI311", "Target 'churned' is text, but PROBLEM_TYPE REGRESSION predicts numbers.")]
    [InlineData("SELECT months, contract AS churned FROM churn", "PROBLEM_TYPE BINARY_CLASSIFICATION", "SI311", "Target 'churned' has 3 classes, but PROBLEM_TYPE BINARY_CLASSIFICATION tells two apart.")]
    [InlineData("SELECT months, churned FROM churn", "OBJECTIVE 'mse'", "SI004", "OBJECTIVE 'MSE' does not go with binary classification.")]
    [InlineData("SELECT months, churned FROM churn", "OBJECTIVE 'best'", "SI004", "OBJECTIVE 'best' is not known.")]
    [InlineData("SELECT 'word number ' || id AS note, churned FROM churn", "MODEL_TYPE XGBOOST", "SI004", "MODEL_TYPE XGBOOST learns from numbers, categories and times; the training query has nothing but text that is read word by word.")]
    [InlineData("SELECT months, churned FROM churn", "AUTO OFF MODEL_TYPE LINEAR_LEARNER OBJECTIVE 'mse'", "SI004", "OBJECTIVE 'MSE' does not go with binary classification.")]
    [InlineData("SELECT months, charge AS churned FROM churn", "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' HYPERPARAMETERS DEFAULT EXCEPT (num_class '3')", "SI308", "Hyperparameter num_class is 3, but the target has 100 classes.")]
    [InlineData("SELECT months, churned FROM churn", "HYPERPARAMETERS DEFAULT EXCEPT (num_round '5')", "SI004", "This CREATE MODEL does not go with HYPERPARAMETERS: with AUTO ON they are found by trying; AUTO OFF takes them as stated.")]
    [InlineData("SELECT months, churned FROM churn", "AUTO OFF MODEL_TYPE XGBOOST HYPERPARAMETERS DEFAULT EXCEPT (max_depth 'deep')", "SI308", "Hyperparameter max_depth of XGBoost is 'deep'; it has to be a whole number from 0 to 1000.")]
    [InlineData("SELECT months, churned FROM churn", "PREPROCESSORS '[{\"ColumnSet\": [\"months\"], \"Transformers\": [\"Magic\"]}]'", "SI004", "There is no transformer 'Magic'.")]
    [InlineData("SELECT months, churned FROM churn", "PREPROCESSORS '[{\"ColumnSet\": [\"weeks\"], \"Transformers\": [\"Imputer\"]}]'", "SI307", "PREPROCESSORS names column 'weeks', which the training query does not have.")]
    [InlineData("SELECT months, contract, churned FROM churn", "PREPROCESSORS '[{\"ColumnSet\": [\"contract\"], \"Transformers\": [\"StandardScaler\"]}]'", "SI004", "Transformer StandardScaler does not go with column 'contract' here.")]
    public void What_cannot_be_trained_is_refused_by_name(string query, string clauses, string code, string message)
    {
        Assert.Equal(message, _work.Refused(ErrorConditions.Find(code)!, $"CREATE MODEL m FROM ({query}) TARGET churned FUNCTION f {clauses}").Message);

        _work.Run("CREATE OR REPLACE MODEL m FROM (SELECT months, contract, churned FROM churn) TARGET churned FUNCTION f");
        Assert.Equal("true", _work.Run("SELECT f(3, 'monthly')").Single);
    }

    [Theory]
    [InlineData("""[{"ColumnSet": ["contract"], "Transformers": ["OneHotEncoder"]}, {"ColumnSet": ["months", "charge"], "Transformers": ["Imputer", "StandardScaler", "PCA"]}]""")]
    [InlineData("""[{"ColumnSet": ["contract"], "Transformers": ["OrdinalEncoder"]}, {"ColumnSet": ["months", "charge"], "Transformers": ["ImputerWithIndicator", "MinMax", "Normalizer"]}]""")]
    [InlineData("""[{"ColumnSet": ["months"], "Transformers": ["NumericPassthrough"]}, {"ColumnSet": ["since"], "Transformers": ["DateTimeVectorizer"]}]""")]
    public void Transformers_are_remembered_and_applied(string preprocessors)
    {
        _work.Run($"CREATE MODEL m FROM (SELECT months, charge, contract, since, churned FROM churn) TARGET churned FUNCTION f PREPROCESSORS '{preprocessors}'");
        Assert.InRange(Number("SELECT avg((f(months, charge, contract, since) = churned)::int) FROM churn"), 0.9, 1);
    }

    [Fact]
    public void Of_more_rows_than_MAX_CELLS_allows_a_sample_is_learnt_from()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, contract, churned FROM churn) TARGET churned FUNCTION f SETTINGS (MAX_CELLS 1500)");
        Assert.Contains("500 of 2000 rows were drawn at random to stay within MAX_CELLS.", _work.Notices);
        Assert.Equal("500.000000", _work.Run("SHOW MODEL m")["train:rows"]);
    }

    [Fact]
    public void What_is_best_when_MAX_RUNTIME_is_over_is_kept_and_said()
    {
        using var work = new Workplace(new() { Time = new HastyClock() });
        work.Run("CREATE TABLE t AS SELECT range % 40 AS a, range % 7 AS b, range % 40 < 12 AS c FROM range(600)");
        work.Run("CREATE MODEL m FROM t TARGET c FUNCTION f SETTINGS (MAX_RUNTIME 1000)");

        Assert.Contains("MAX_RUNTIME of 1000 seconds left time for 1 of 4 candidates; the best of them is kept.", work.Notices);
        Assert.Equal("linear_learner", work.Run("SHOW MODEL m")["Model Type"]);
        Assert.Equal("BOOLEAN", work.Run("SELECT typeof(f(3, 3))").Single);
    }

    [Fact]
    public void Cancelling_leaves_nothing_behind()
    {
        _work.Run("CREATE TABLE wide AS SELECT range AS i, sin(range) AS a, cos(range) AS b, sin(range * 3) AS c, range % 3 AS y FROM range(40000)");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var before = _work.State();
        Assert.ThrowsAny<Exception>(() => _work.Run("CREATE MODEL m FROM (SELECT a, b, c, y FROM wide) TARGET y FUNCTION f", cancellation.Token));
        Assert.Equal(before, _work.State());
        Assert.Empty(_work.Models.List());
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_version_serving()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, contract, churned FROM churn) TARGET churned FUNCTION f");
        _work.Refused(ErrorConditions.TargetNotAccepted, "CREATE OR REPLACE MODEL m FROM (SELECT months, true AS churned FROM churn) TARGET churned FUNCTION f");
        Assert.Equal("true", _work.Run("SELECT f(3, 'monthly')").Single);
        Assert.Equal(ModelState.Ready, Assert.Single(_work.Models.List()).State);
    }

    /// <summary>Each look at it is 100 seconds later.</summary>
    sealed class HastyClock : TimeProvider
    {
        long _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 100 * Interlocked.Increment(ref _looks);
    }

    static double Sum(JsonDocument why) => why.RootElement.GetProperty("expected_value").GetDouble()
        + why.RootElement.GetProperty("shap_values").EnumerateObject().Sum(value => value.Value.GetDouble());

    double Number(string query) => double.Parse(_work.Run(query).Single!, CultureInfo.InvariantCulture);
}
