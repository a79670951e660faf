using System.Globalization;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>
/// Makes trees of what XGBoost saves as JSON or UBJSON, from version 1.0 on. Schema:
/// https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
/// </summary>
static class XGBoostReader
{
    const int MostOutputs = 4096;
    const int MostFeatures = 1 << 20;

    /// <exception cref="InvalidDataException">The document is no such model.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that we cannot evaluate.</exception>
    public static XGBoostModel Read(DocumentPart document)
    {
        var learner = document.Required("learner");
        var parameters = learner.Required("learner_model_param");
        var objective = learner.Required("objective").Required("name").Text();
        var (model, weights) = Trees(learner.Required("gradient_booster"));
        var features = Number(parameters, "num_feature");
        var outputs = Math.Max(1, Math.Max(Number(parameters, "num_class"), parameters.Find("num_target") is null ? 1 : Number(parameters, "num_target")));
        Check(objective, features, outputs);
        var ensemble = new TreeEnsemble(features, ReadTrees(model, weights), Starts(parameters, objective, outputs));
        return new(ensemble, objective, learner.Find("feature_names")?.Items().Select(name => name.Text()).ToArray() ?? []);
    }

    /// <summary>Refuses what is damage rather than a model, and objectives that are not known.</summary>
    public static void Check(string objective, int features, int outputs)
    {
        if (XGBoostObjective.LinkOf(objective) is null)
            throw new NotSupportedException($"the objective '{objective}'");
        if (features is < 0 or > MostFeatures || outputs > MostOutputs)
            throw new InvalidDataException($"it has {features} features and {outputs} outputs");
    }

    /// <summary>The trees, and what the leaves of each are multiplied with where trees were dropped in training.</summary>
    static (DocumentPart Model, float[]? Weights) Trees(DocumentPart booster) => booster.Required("name").Text() switch
    {
        "gbtree" => (booster.Required("model"), null),
        "dart" => (booster.Required("gbtree").Required("model"), booster.Required("weight_drop").Floats()),
        var name => throw new NotSupportedException($"the booster '{name}'"),
    };

    static DecisionTree[] ReadTrees(DocumentPart model, float[]? weights)
    {
        var groups = model.Required("tree_info").Integers();
        var trees = model.Required("trees").Items();
        if (groups.Length != trees.Count || (weights is not null && weights.Length != trees.Count))
            throw new InvalidDataException($"it has {trees.Count} trees, {groups.Length} groups{(weights is null ? "" : $" and {weights.Length} weights")}");
        return [.. trees.Select((tree, i) => ReadTree(tree, groups[i], weights?[i] ?? 1))];
    }

    static DecisionTree ReadTree(DocumentPart tree, int group, float weight)
    {
        if (tree.Required("tree_param").Find("size_leaf_vector")?.Text() is { } size && size is not ("0" or "1"))
            throw new NotSupportedException("trees with several values per leaf (multi_strategy 'multi_output_tree')");
        if (tree.Find("split_type")?.Integers().Any(type => type != 0) == true)
            throw new NotSupportedException("splits by categories (enable_categorical)");
        var (left, right) = (tree.Required("left_children").Integers(), tree.Required("right_children").Integers());
        var (features, thresholds) = (tree.Required("split_indices").Integers(), tree.Required("split_conditions").Floats());
        var missing = tree.Required("default_left").Integers();
        if (right.Length != left.Length || features.Length != left.Length || thresholds.Length != left.Length || missing.Length != left.Length)
            throw new InvalidDataException($"{tree.Place} has lists of different lengths");
        var covers = tree.Find("sum_hessian")?.Floats();
        if (covers is not null && covers.Length != left.Length)
            throw new InvalidDataException($"{tree.Place} has lists of different lengths");

        var nodes = new TreeNode[left.Length];
        var leaves = new List<float>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (left[i] == -1)
            {
                nodes[i] = TreeNode.LeafOf(leaves.Count);
                // A leaf has its value where other nodes have their threshold.
                leaves.Add(thresholds[i] * weight);
            }
            else
            {
                nodes[i] = new(features[i], thresholds[i], left[i], right[i], missing[i] != 0);
            }

            nodes[i] = nodes[i] with { Cover = covers?[i] ?? 0 };
        }

        return new DecisionTree(nodes, [group], [.. leaves]);
    }

    /// <summary>One score, or since version 3.1 a list in brackets with one for all outputs or one for each.</summary>
    static float[] Starts(DocumentPart parameters, string objective, int outputs)
    {
        var text = parameters.Required("base_score").Text();
        var scores = text.Trim('[', ']').Split(',').Select(part =>
            float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score
            : throw new InvalidDataException($"its base_score is '{text}'")).ToArray();
        if (scores.Length != 1 && scores.Length != outputs)
            throw new InvalidDataException($"it has {outputs} outputs and {scores.Length} base scores");
        return [.. Enumerable.Range(0, outputs).Select(output => XGBoostObjective.StartOf(objective, scores[scores.Length == 1 ? 0 : output]))];
    }

    static int Number(DocumentPart parameters, string name) =>
        parameters.Required(name).Text() is var text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"its {name} is '{text}'");
}
