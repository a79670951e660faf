using System.IO.Compression;
using System.Text.Json;

namespace SqlInference.Inference.SageMaker;

/// <summary>
/// What Amazon SageMaker's linear learner found: weights [features, answers] and a bias for each answer. The zip file that
/// holds them says how they are used, as a graph of MXNet's, and what the answer is.
/// </summary>
/// <param name="Threshold">The probability above which a classifier of two classes says 1.</param>
sealed record LinearLearner(string Predictor, MxNetArray Weights, MxNetArray Bias, double Threshold)
{
    public const string Regressor = "regressor";
    public const string BinaryClassifier = "binary_classifier";
    public const string MulticlassClassifier = "multiclass_classifier";

    const string Graph = "mx-mod-symbol.json";
    const string Parameters = "mx-mod-0000.params";
    const string Additional = "additional-params.json";
    const long MostBytes = 1 << 30;

    /// <summary>What the graph may do before it compares with the labels; what compares with them only matters in training.</summary>
    static readonly string[] Known = ["null", "dot", "broadcast_add", "broadcast_plus", "elemwise_add"];

    static readonly string[] Comparing = ["LinearRegressionOutput", "MAERegressionOutput", "LogisticRegressionOutput", "SoftmaxOutput", "Softmax"];

    public int Answers => Weights.Columns;

    /// <exception cref="InvalidDataException">The file is damaged, or is no such model.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind whose answers are not known.</exception>
    public static LinearLearner Read(Stream file)
    {
        using var zip = new ZipArchive(file);
        using var additional = JsonDocument.Parse(Content(zip, Additional));
        var predictor = Text(additional.RootElement, "predictor_type");
        var loss = Text(additional.RootElement, "loss_type");
        CheckLoss(predictor, loss);
        using var graph = JsonDocument.Parse(Content(zip, Graph));
        CheckGraph(graph.RootElement);

        var arrays = MxNetArrays.Read(Content(zip, Parameters));
        var weights = Find(arrays, "arg:fc0_weight");
        var bias = Find(arrays, "arg:fc0_bias");
        if (arrays.Count != 2 || !weights.IsMatrix || weights.Rows == 0 || weights.Columns == 0 || bias.Values.Length != weights.Columns
            || (predictor != MulticlassClassifier && weights.Columns != 1) || (predictor == MulticlassClassifier && weights.Columns < 2))
        {
            throw new InvalidDataException($"its parameters are {string.Join(" and ", arrays.Select(array => $"{array.Name} [{string.Join(',', array.Shape)}]"))}");
        }

        return new(predictor, weights, bias, predictor == BinaryClassifier ? Number(additional.RootElement, "threshold") : 0);
    }

    // Of other losses it is not written down what score they give.
    static void CheckLoss(string predictor, string loss)
    {
        var known = predictor switch
        {
            Regressor => loss is "squared_loss" or "absolute_loss" or "huber_loss" or "quantile_loss" or "eps_insensitive_squared_loss" or "eps_insensitive_absolute_loss",
            BinaryClassifier => loss is "logistic",
            MulticlassClassifier => loss is "softmax_loss",
            _ => throw new NotSupportedException($"the predictor_type '{predictor}'"),
        };
        if (!known)
            throw new NotSupportedException($"the loss '{loss}' with the predictor_type '{predictor}'");
    }

    static void CheckGraph(JsonElement graph)
    {
        var operators = graph.TryGetProperty("nodes", out var nodes) && nodes.ValueKind == JsonValueKind.Array
            ? nodes.EnumerateArray().Select(node => Text(node, "op")).ToList()
            : throw new InvalidDataException($"'{Graph}' has no nodes");
        if (operators.Find(used => !Known.Contains(used) && !Comparing.Contains(used)) is { } unknown)
            throw new NotSupportedException($"the operator '{unknown}'");
        if (operators.Count(used => used == "dot") != 1 || operators.Count(used => used is not ("null" or "dot") && Known.Contains(used)) != 1)
            throw new NotSupportedException($"the operators {string.Join(", ", operators.Where(used => used != "null"))}");
    }

    static MxNetArray Find(IReadOnlyList<MxNetArray> arrays, string name) =>
        arrays.FirstOrDefault(array => array.Name == name) ?? throw new InvalidDataException($"it has no '{name}'");

    static byte[] Content(ZipArchive zip, string name)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it holds no '{name}'");
        if (entry.Length > MostBytes)
            throw new InvalidDataException($"its '{name}' has more than {MostBytes >> 20} MB");
        using var stream = entry.Open();
        var content = new byte[entry.Length];
        stream.ReadExactly(content);
        return content;
    }

    static string Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new InvalidDataException($"it does not say '{name}'");

    static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw new InvalidDataException($"it does not say '{name}'");
}
