namespace Benchmarks;

/// <summary>The models and tables that the benchmarks have in common, as a user would make them.</summary>
static class Models
{
    public const int TreeInputs = 8;
    public const int Rows = 1_000_000;

    static readonly string[] Inputs = [.. Enumerable.Range(1, TreeInputs).Select(i => $"x{i}")];

    /// <summary>The arguments of the boosted trees.</summary>
    public static string TreeArguments => string.Join(", ", Inputs);

    public static string TreesFile => Path.Combine(AppContext.BaseDirectory, "data", "gbt-100x6x8.onnx");

    public static string TransformerFile => Path.Combine(AppContext.BaseDirectory, "data", "transformer-2x128.onnx");

    public static string VocabularyFile => Path.Combine(AppContext.BaseDirectory, "data", "text-vocab.txt");

    static string TaxiFile => Path.Combine(AppContext.BaseDirectory, "data", "nyc_taxi.csv");

    /// <summary>100 gradient-boosted trees of depth 6 in ONNX.</summary>
    public static string CreateTrees(string name, string settings = "") =>
        $"CREATE MODEL {name} FROM '{TreesFile}' FUNCTION {name} ({string.Join(", ", Inputs.Select(_ => "float8"))}) RETURNS float8 {settings};";

    /// <summary>Settings for trees that are compared with ONNX Runtime's own loop, so that both are computed by it.</summary>
    public static string ByOnnxRuntime(string others = "") => $"SETTINGS (EVALUATOR 'onnxruntime'{(others.Length > 0 ? ", " : "")}{others})";

    /// <summary>A transformer of two layers that tells how many stars a text gives.</summary>
    public static string CreateTransformer(string name, string settings) =>
        $"CREATE MODEL {name} FROM '{TransformerFile}' FUNCTION {name}(varchar) RETURNS int SETTINGS (TOKENIZER '{VocabularyFile}', MAX_TOKENS 128, {settings});";

    /// <summary>A weight for each of the columns that the trees take: about as cheap as a model can be.</summary>
    public static string CreateLinear(string name, string settings = "") =>
        $"CREATE MODEL {name} FROM '{Path.Combine(AppContext.BaseDirectory, "data", "linear-8.onnx")}' FUNCTION {name} ({string.Join(", ", Inputs.Select(_ => "float8"))}) RETURNS float8 {settings};";

    /// <summary>
    /// Rows for the trees: every column of every row is drawn from a sample of real rows and moved by up to 10 %, so that
    /// no two are alike and no branch of a tree can be foretold.
    /// </summary>
    public static string CreateTreeRows(string table, int rows)
    {
        var columns = Inputs.Select((input, i) =>
            $"sample[1 + (hash(range * {TreeInputs} + {i}) % len(sample))::int][{i + 1}] * (0.9 + 0.2 * (hash(range, {i}) % 1000003) / 1000003.0)::float8 AS {input}");
        return $"""
            CREATE TABLE {table} AS WITH json AS (SELECT rows AS sample FROM read_json('{Path.ChangeExtension(TreesFile, "expected.json")}'))
            SELECT {string.Join(", ", columns)} FROM range({rows}), json;
            """;
    }

    /// <summary>A random cut forest of 100 trees and 256 samples over the taxi data of the tutorial.</summary>
    public static string CreateForest(string name, string settings = "") => $"""
        CREATE MODEL {name} FROM (SELECT nbr_passengers FROM taxi) FUNCTION {name} RETURNS decimal(10,6) MODEL_TYPE RANDOM_CUT_FOREST
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_TREES '100', NUM_SAMPLES_PER_TREE '256') {settings};
        """;

    public static string CreateTaxi => $"""
        CREATE TABLE taxi AS SELECT ride_timestamp, nbr_passengers::int AS nbr_passengers FROM read_csv('{TaxiFile}');
        """;

    /// <summary>The taxi data over and over, in the order of the file.</summary>
    public static string CreateTaxiRows(string table, int rows) => $"""
        CREATE TABLE {table} AS WITH list AS (SELECT list(nbr_passengers ORDER BY ride_timestamp) AS numbers FROM taxi)
        SELECT numbers[1 + range % len(numbers)] AS nbr_passengers FROM range({rows}), list;
        """;
}
