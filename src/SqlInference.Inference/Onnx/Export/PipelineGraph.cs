using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime.Tensors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Clusters;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Linear;
using SqlInference.Inference.Perceptrons;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>
/// A trained model as one graph, from columns to label and probabilities. Each argument is an input [N,1] of its name: text,
/// or doubles, of which NaN is missing; times are microseconds since 1970 in UTC.
/// </summary>
sealed class PipelineGraph
{
    readonly GraphWriter _graph = new();
    readonly Pipeline _pipeline;
    readonly string[] _tensors;

    PipelineGraph(Pipeline pipeline)
    {
        _pipeline = pipeline;
        _tensors = [.. pipeline.Inputs.Select(input => _graph.Input(input.Name, TypeOf(input), 1))];
    }

    /// <exception cref="ExportRefusal">The model does what ONNX's operators cannot express.</exception>
    public static byte[] Write(Pipeline pipeline, string name)
    {
        var writer = new PipelineGraph(pipeline);
        writer.Write();
        var labels = new JsonArray([.. pipeline.Target.Labels]).ToJsonString();
        return [.. writer._graph.ToModel(name, (OnnxModelInspector.ClassLabelsKey, labels))];
    }

    /// <summary>In what an argument goes into the graph.</summary>
    static TensorElementType TypeOf(ModelInput input) => input.Type.Element == ElementType.Utf8 ? TensorElementType.String : TensorElementType.Double;

    void Write()
    {
        var answers = _pipeline.Members.Select(Write).Aggregate((sum, answer) => _graph.Node("Add", [sum, answer]));
        if (_pipeline.Target.Problem == ProblemType.Regression)
        {
            _graph.Output("prediction", answers, TensorElementType.Double, 1);
            return;
        }

        var weighted = _pipeline.Target.ClassWeights is { } weights ? _graph.Node("Mul", [answers, _graph.Doubles([.. weights], 1, weights.Count)]) : answers;
        var found = _graph.Node("ArgMax", [weighted], new("axis", 1), new("keepdims", 0));
        var labels = Labels(out var type);
        _graph.Output("prediction", _graph.Node("Gather", [labels, found]), type, 0);
        if (_pipeline.Target.Problem == ProblemType.Clustering)
        {
            var nearest = _graph.Node("ReduceMax", [answers], new("axes", [1L]), new("keepdims", 1));
            _graph.Output(Pipeline.Distance, _graph.Node("Sqrt", [_graph.Node("Neg", [nearest])]), TensorElementType.Double, 1);
            return;
        }

        _graph.Output(Pipeline.Probabilities, answers, TensorElementType.Double, _pipeline.Answers);
    }

    string Labels(out TensorElementType type)
    {
        var (labels, count) = (_pipeline.Target.Labels, _pipeline.Target.Labels.Count);
        switch (_pipeline.Target.LabelType)
        {
            case ElementType.Utf8:
                type = TensorElementType.String;
                return _graph.Texts(labels, count);
            case ElementType.Int64:
                type = TensorElementType.Int64;
                return _graph.Integers([.. labels.Select(label => long.Parse(label, CultureInfo.InvariantCulture))], count);
            case ElementType.Boolean:
                type = TensorElementType.Bool;
                return _graph.Booleans([.. labels.Select(bool.Parse)], count);
            default:
                type = TensorElementType.Double;
                return _graph.Doubles([.. labels.Select(label => double.Parse(label, CultureInfo.InvariantCulture))], count);
        }
    }

    /// <summary>The weighted answers of a member: a number, or a probability for each class.</summary>
    string Write(PipelineMember member)
    {
        var features = new FeatureGraph(_graph, _pipeline.Inputs, _tensors).Write(member.Features);
        var margins = member.Estimator switch
        {
            TreesEstimator trees => TreesGraph.Write(_graph, trees.ReadEnsemble(), features!),
            // Where a score is just beside a threshold, another order of adding up takes another way.
            TextTreesEstimator => throw new ExportRefusal("has trees that look at the scores of texts, which ONNX's operators do not add up to the last digit",
                "Train it again with MODEL_TYPE LINEAR_LEARNER, which reads texts too."),
            LinearEstimator linear => Linear(linear, features),
            ClusterEstimator clusters => Distances(clusters.Model, features!),
            PerceptronEstimator perceptrons => Perceptrons(perceptrons, features!),
            var other => throw new ExportRefusal($"has an estimator of the kind {other.GetType().Name}", "Train it with another MODEL_TYPE."),
        };
        return _graph.Node("Mul", [Answers(member.Link, _graph.Cast(margins, TensorElementType.Double)), _graph.Doubles([member.Weight])]);
    }

    string Linear(LinearEstimator estimator, string? features)
    {
        var model = estimator.Model;
        var margins = _graph.Floats(model.Intercepts, 1, model.Outputs);
        if (features is not null)
            margins = _graph.Node("Add", [margins, Dense(model, features)]);
        var first = model.DenseFeatures;
        foreach (var text in estimator.Texts)
        {
            var weights = model.Weights.Slice(first * model.Outputs, text.Vectorizer.Terms * model.Outputs);
            margins = _graph.Node("Add", [margins, TextGraph.Write(_graph, text.Vectorizer, weights, model.Outputs, _tensors[text.Input])]);
            first += text.Vectorizer.Terms;
        }

        return margins;
    }

    string Dense(LinearModel model, string features)
    {
        var known = _graph.Where(_graph.Node("IsNaN", [features]), _graph.Floats([0]), features);
        return _graph.Node("MatMul", [known, _graph.Floats(model.Weights[..(model.DenseFeatures * model.Outputs)], model.DenseFeatures, model.Outputs)]);
    }

    /// <summary>From each row to each centre, squared and negative.</summary>
    string Distances(ClusterModel model, string features)
    {
        var apart = _graph.Node("Sub", [_graph.Node("Unsqueeze", [features, _graph.Integers([1], 1)]), _graph.Floats(model.Centres, 1, model.Count, model.Features)]);
        return _graph.Node("Neg", [_graph.Node("ReduceSumSquare", [apart], new("axes", [2L]), new("keepdims", 0))]);
    }

    string Perceptrons(PerceptronEstimator estimator, string features)
    {
        var sum = estimator.Models.Select(model => Perceptron(model, features)).Aggregate((sum, margins) => _graph.Node("Add", [sum, margins]));
        return _graph.Node("Mul", [sum, _graph.Floats([1f / estimator.Models.Count])]);
    }

    string Perceptron(PerceptronModel model, string features)
    {
        foreach (var layer in model.Layers)
        {
            features = _graph.Node("Gemm", [features, _graph.Floats(layer.Weights, layer.Outputs, layer.Inputs), _graph.Floats(layer.Intercepts, layer.Outputs)], new NodeAttribute("transB", 1));
            if (layer != model.Layers[^1])
                features = _graph.Node("Relu", [features]);
        }

        return features;
    }

    string Answers(Link link, string margins) => link switch
    {
        Link.Identity or Link.Nearest => margins,
        Link.Exponential => _graph.Node("Exp", [margins]),
        Link.Share => _graph.Node("Sigmoid", [margins]),
        Link.Logistic => Pair(_graph.Node("Sigmoid", [margins])),
        Link.Sign => Pair(_graph.Cast(_graph.Node("Greater", [margins, _graph.Doubles([0])]), TensorElementType.Double)),
        _ => _graph.Node("Softmax", [margins], new NodeAttribute("axis", 1)),
    };

    string Pair(string second) => _graph.Columns([_graph.Node("Sub", [_graph.Doubles([1]), second]), second])!;
}
