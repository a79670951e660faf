using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>Trained models as ONNX files, made models again: the same rows get the same answers.</summary>
public sealed class ModelExportTests : IDisposable
{
    readonly Workplace _work = new();

    public ModelExportTests() => _work.Run(
        $"""
        CREATE TABLE abalone AS SELECT row_number() OVER () AS id, * FROM read_csv('{Path.Combine(AppContext.BaseDirectory, "abalone.csv")}', header = true,
          names = ['sex', 'length', 'diameter', 'height', 'whole_weight', 'shucked_weight', 'viscera_weight', 'shell_weight', 'rings']);
        CREATE TABLE churn AS SELECT i AS id, CASE WHEN i % 11 = 5 THEN NULL ELSE i % 40 END AS months, CASE WHEN i % 7 = 3 THEN NULL ELSE (i * 37) % 100 / 7 END AS charge,
          CASE WHEN i % 13 = 1 THEN NULL ELSE ['monthly', 'yearly', 'two years'][i % 3 + 1] END AS contract, i % 2 = 0 AS loyal,
          CASE WHEN i % 17 = 2 THEN NULL ELSE TIMESTAMP '2021-01-01 03:00:00' + INTERVAL (i * 31) HOUR END AS since,
          i % 40 < 12 AND i % 3 = 0 AS churned, ['low', 'middle', 'high'][(i % 40) // 14 + 1] AS level,
          (i % 40) * 3.5 + (i % 3) * 20 + i % 7 AS spent FROM range(1200) r(i);
        CREATE TABLE notes AS SELECT i AS id, (i * 7) % 11 AS number,
          (['The cat sat on the mat', 'a dog ran over a hill!', 'Vögel singen IN alten Bäumen… ☃'])[i % 3 + 1] || ' number ' || i || (CASE WHEN i % 2 = 0 THEN ' and it was good' ELSE ' and it was BAD, bad' END) AS note,
          CASE WHEN i % 2 = 0 AND (i * 7) % 11 > 4 THEN 'yes' ELSE 'no' END AS label FROM range(600) r(i);
        CREATE MACRO by_label(document) AS list_sort(list_zip(from_json(document::JSON->'labels', '["VARCHAR"]'), from_json(document::JSON->'probabilities', '["DOUBLE"]')));
        CREATE MACRO apart(one, other) AS list_max(list_transform(list_zip(by_label(one), by_label(other)),
          pair -> CASE WHEN pair[1][1] = pair[2][1] THEN abs(pair[1][2] - pair[2][2]) ELSE 'Infinity'::DOUBLE END));
        """);

    public void Dispose() => _work.Dispose();

    public static readonly TheoryData<string, string> Classifiers = new()
    {
        { "churned", "" },
        { "churned", "MODEL_TYPE LINEAR_LEARNER" },
        { "churned", "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '30')" },
        { "churned", "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:hinge' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '10')" },
        { "churned", "MODEL_TYPE MLP" },
        { "level", "MODEL_TYPE MLP OBJECTIVE 'F1_Macro'" },
        { "level", "MODEL_TYPE XGBOOST OBJECTIVE 'F1_Macro'" },
        { "level", "MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE MULTICLASS_CLASSIFICATION OBJECTIVE 'Accuracy'" },
        { "churned", "AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (loss 'hinge_loss')" },
        { "level", "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softprob' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '20', NUM_CLASS '3')" },
        { "churned", """PREPROCESSORS '[{"ColumnSet": ["contract"], "Transformers": ["OneHotEncoder"]}, {"ColumnSet": ["months", "charge"], "Transformers": ["Imputer", "StandardScaler", "PCA"]}]'""" },
        { "churned", """PREPROCESSORS '[{"ColumnSet": ["contract"], "Transformers": ["OrdinalEncoder"]}, {"ColumnSet": ["months", "charge"], "Transformers": ["ImputerWithIndicator", "MinMax", "Normalizer"]}]'""" },
        { "level", """PREPROCESSORS '[{"ColumnSet": ["months"], "Transformers": ["OneHotEncoder"]}, {"ColumnSet": ["loyal"], "Transformers": ["OrdinalEncoder"]}, {"ColumnSet": ["since"], "Transformers": ["DateTimeVectorizer"]}]'""" },
    };

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void A_classifier_gives_the_same_labels_and_probabilities(string target, string clauses)
    {
        var type = target == "churned" ? "boolean" : "varchar";
        _work.Run($"CREATE MODEL m FROM (SELECT months, charge, contract, loyal, since, {target} FROM churn) TARGET {target} FUNCTION f {clauses}");

        var file = Export("m");

        _work.Run($"CREATE MODEL n FROM '{file}' FUNCTION g(months float8, charge float8, contract varchar, loyal float8, since float8) RETURNS {type}");
        var rows = Rows("f(months, charge, contract, loyal, since)", $"g({Exported})", "f_prob(months, charge, contract, loyal, since)", $"g_prob({Exported})");
        Assert.Equal((1204, 0, 0), rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE REGRESSION OBJECTIVE 'MSE'")]
    [InlineData("MODEL_TYPE MLP")]
    [InlineData("AUTO OFF MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (predictor_type 'regressor', loss 'huber_loss', wd '0')")]
    [InlineData("AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '40')")]
    [InlineData("AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'count:poisson' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '20')")]
    public void A_regression_gives_the_same_numbers(string clauses)
    {
        const string arguments = "sex, length, diameter, height, whole_weight, shucked_weight, viscera_weight, shell_weight";
        _work.Run($"CREATE MODEL m FROM (SELECT {arguments}, rings FROM abalone WHERE id % 4 = 0) TARGET rings FUNCTION f {clauses}");

        var file = Export("m");

        _work.Run($"CREATE MODEL n FROM '{file}' FUNCTION g(sex varchar, length float8, diameter float8, height float8, whole_weight float8, shucked_weight float8, viscera_weight float8, shell_weight float8) RETURNS float8");
        Assert.Equal("4177\t0", Row($"SELECT count(*), count(*) FILTER (abs(f({arguments}) - g({arguments})) > 1e-5 * greatest(1, abs(f({arguments})))) FROM abalone"));
    }

    [Fact]
    public void Clusters_are_the_same()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, charge, contract, since FROM churn) FUNCTION f AUTO OFF MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '6')");

        var file = Export("m");

        _work.Run($"CREATE MODEL n FROM '{file}' FUNCTION g(months float8, charge float8, contract varchar, since float8) RETURNS int");
        Assert.Equal("1200\t0", Row(
            $"""
            SELECT count(*), count(*) FILTER (f(months, charge, contract, since) <>
              g(coalesce(months, 'NaN'::float8), coalesce(charge, 'NaN'::float8), coalesce(contract, ''), coalesce(epoch_us(since)::float8, 'NaN'::float8))) FROM churn
            """));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MODEL_TYPE LINEAR_LEARNER PROBLEM_TYPE BINARY_CLASSIFICATION OBJECTIVE 'F1'")]
    public void Texts_are_read_in_the_graph_word_by_word(string clauses)
    {
        _work.Run($"CREATE MODEL m FROM (SELECT note, number, label FROM notes) TARGET label FUNCTION f {clauses}");

        var file = Export("m");

        _work.Run($"CREATE MODEL n FROM '{file}' FUNCTION g(note varchar, number float8) RETURNS varchar");
        Assert.Equal("1803\t0\t0", Row(
            """
            WITH t AS (SELECT note, number FROM notes UNION ALL SELECT upper(note), number FROM notes UNION ALL SELECT replace(note, ' ', ' -- 日本 '), 3 FROM notes
              UNION ALL VALUES ('', 3), ('☃', 4), ('the the THE mat', 5))
            SELECT count(*), count(*) FILTER (f(note, number) IS DISTINCT FROM g(note, number)),
              count(*) FILTER (coalesce(apart(f_prob(note, number), g_prob(note, number)), 1) > 1e-5) FROM t
            """));
        Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("C.UTF-8"u8) > 0);
    }

    [Fact]
    public void Columns_may_be_called_anything()
    {
        _work.Run("""CREATE MODEL m FROM (SELECT months AS "prediction", charge AS "constant", contract AS "Ein ""Name"" ☃", id, 7 AS seven, churned FROM churn) TARGET churned FUNCTION f MODEL_TYPE LINEAR_LEARNER""");
        Export("m");
    }

    [OnnxCheckerFact]
    public void The_file_is_sound_to_onnx_checker()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, charge, contract, since, level FROM churn) TARGET level FUNCTION f MODEL_TYPE XGBOOST");
        _work.Run("CREATE MODEL t FROM (SELECT note, number, label FROM notes) TARGET label FUNCTION t MODEL_TYPE LINEAR_LEARNER");

        foreach (var model in new[] { "m", "t" })
            Assert.Equal("", OnnxCheckerFactAttribute.Python("import onnx, sys; onnx.checker.check_model(onnx.load(sys.argv[1]))", Export(model)));
    }

    [Fact]
    public void NULL_and_the_empty_text_cannot_both_be_categories()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, CASE i % 3 WHEN 0 THEN '' WHEN 1 THEN NULL ELSE 'x' END AS c, i % 3 = 0 AS churned FROM (SELECT id AS i, months FROM churn)) TARGET churned FUNCTION f");
        var error = Assert.Throws<SqlInferenceException>(() => Export("m"));
        Assert.Equal((ErrorConditions.ModelNotExportable, "Model 'public.m' cannot be exported: it tells NULL from the empty text in column 'c', and ONNX has no NULL for text.", "Train it again with nullif(column, '') in its query."),
            (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void Trees_that_see_texts_explain_themselves_and_are_refused()
    {
        _work.Run(
            """
            CREATE TABLE goods AS SELECT hash(i) % 5 < 2 AS good, (hash(i, 1) % 100)::int AS price, (hash(i, 2) % 50)::int AS size, (hash(i, 3) % 50)::int AS age, (hash(i, 4) % 50)::int AS weight,
              concat_ws(' ', CASE WHEN good THEN ['good', 'fine'][i % 2 + 1] ELSE ['bad', 'poor'][i % 2 + 1] END, CASE WHEN good THEN 'lovely' ELSE 'flimsy' END, 'thing', hash(i, 6) % 200) AS note FROM range(400) r(i);
            CREATE MODEL m FROM (SELECT note, price, size, age, weight, good = (price > 20) AS kept FROM goods) TARGET kept FUNCTION f MODEL_TYPE XGBOOST;
            """);

        Assert.Equal("True", Row("SELECT avg((f(note, price, size, age, weight) = (good = (price > 20)))::int) > 0.9 FROM goods"), ignoreCase: true);
        Assert.Equal("true\ttrue", Row("SELECT abs(e.good) > 0.1, abs(e.bad) > 0.1 FROM (SELECT (f_explain('good lovely thing', 90, 5, 5, 5)::JSON->'shap_values'->>'note')::DOUBLE AS good, (f_explain('bad flimsy thing', 10, 5, 5, 5)::JSON->'shap_values'->>'note')::DOUBLE AS bad) e"));
        var error = Assert.Throws<SqlInferenceException>(() => Export("m"));
        Assert.Equal((ErrorConditions.ModelNotExportable, "Model 'public.m' cannot be exported: it has trees that look at the scores of texts, which ONNX's operators do not add up to the last digit.", "Train it again with MODEL_TYPE LINEAR_LEARNER, which reads texts too."),
            (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void What_was_not_trained_from_a_target_is_refused_by_name()
    {
        _work.Run("CREATE MODEL forest FROM (SELECT months FROM churn WHERE months IS NOT NULL) FUNCTION score MODEL_TYPE RANDOM_CUT_FOREST");
        _work.Run($"CREATE MODEL one FROM '{Workplace.Onnx("one-column")}' FUNCTION one(real) RETURNS real");

        Assert.Equal("Model 'public.forest' cannot be exported: it is a random cut forest, whose scores ONNX's operators cannot express.", Refused("forest"));
        Assert.Equal("Model 'public.one' cannot be exported: it was made from a file.", Refused("ONE"));
        Assert.Equal("There is no model public.two in database local.", Refused("two"));

        string Refused(string model) => Assert.ThrowsAny<SqlInferenceException>(() => Export(model)).Message;
    }

    [Fact]
    public void A_file_that_is_there_stays_as_it_is()
    {
        _work.Run("CREATE MODEL m FROM (SELECT months, churned FROM churn) TARGET churned FUNCTION f MODEL_TYPE LINEAR_LEARNER");
        var file = Export("m");
        File.WriteAllText(file, "mine");

        var error = Assert.Throws<SqlInferenceException>(() => Export("m"));
        Assert.Equal((ErrorConditions.DataFolderUnusable, $"The file '{file}' cannot be written: it exists."), (error.Condition, error.Message));
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.DoesNotContain(Directory.EnumerateFiles(_work.Folder.Path), name => name.EndsWith(".part", StringComparison.Ordinal));
    }

    // In a graph, what is missing is NaN or the empty text, and times are microseconds.
    const string Exported = "coalesce(months, 'NaN'::float8), coalesce(charge, 'NaN'::float8), coalesce(contract, ''), coalesce(loyal::int::float8, 'NaN'::float8), coalesce(epoch_us(since)::float8, 'NaN'::float8)";

    string Export(string model)
    {
        var file = _work.Folder[$"{model}.onnx"];
        ModelExport.Write(_work.Engine.Service.Catalog, _work.Engine.Service.Artifacts, "local", model, file);
        return file;
    }

    /// <summary>How many rows there are, how many of them get different labels, and how many different probabilities.</summary>
    (int, int, int) Rows(string label, string exportedLabel, string probabilities, string exportedProbabilities)
    {
        var counts = _work.Run(
            $"""
            WITH t AS (SELECT months, charge, contract, loyal, since FROM churn
              UNION ALL VALUES (NULL, NULL, NULL, NULL, NULL), (1000000, -5, 'weekly', true, TIMESTAMP '1700-02-28 23:59:59.999999'),
                (-3, 1e9, 'Monthly', false, TIMESTAMP '9999-12-31 23:59:59'), (11, 3.5, 'yearly', NULL, TIMESTAMP '2000-02-29 12:30:00'))
            SELECT count(*), count(*) FILTER ({label} IS DISTINCT FROM {exportedLabel}),
              count(*) FILTER (coalesce(apart({probabilities}, {exportedProbabilities}), 1) > 1e-5) FROM t
            """).Rows[0];
        return (Number(counts[0]), Number(counts[1]), Number(counts[2]));

        static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
    }

    string Row(string query) => string.Join('\t', _work.Run(query).Rows[0]);
}
