using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Trees;

/// <summary>
/// A model of XGBoost's. Parameters are the features in their order; NULL and NaN are missing values, which the trees know what
/// to do with. The prediction is what the objective makes of the sums; a classifier gives the number of the class, and the
/// <c>probabilities</c> of all beside it.
/// </summary>
public sealed class TreeBackend : IModelBackend
{
    public const string Prediction = "prediction";
    public const string Probabilities = "probabilities";

    readonly TreePlan _plan;
    readonly RunnerPool<IModelRunner> _runners;

    TreeBackend(TreePlan plan, ModelSignature signature, IReadOnlyList<string> classLabels)
    {
        _plan = plan;
        Signature = signature;
        ClassLabels = classLabels;
        _runners = new(() => new TreeRunner(plan), Concurrency, plan.Evaluator);
    }

    public ModelSignature Signature { get; }

    /// <summary>The numbers of the classes where the model gives probabilities; otherwise empty.</summary>
    public IReadOnlyList<string> ClassLabels { get; }

    public int MaxBatchRows => 8192;

    public int Concurrency { get; } = Environment.ProcessorCount;

    public long MemoryBytes => _plan.Evaluator.MemoryBytes;

    /// <param name="name">What errors call the model.</param>
    /// <param name="parameters">The function's; null for one 32-bit float per feature, by the names in the file.</param>
    /// <param name="output">The OUTPUT setting: what is to be the prediction.</param>
    /// <exception cref="SqlInferenceException">The parameters are not the model's features.</exception>
    public static TreeBackend Create(XGBoostModel model, string name, IReadOnlyList<OnnxParameter>? parameters = null, string? output = null)
    {
        var sources = FeatureParameters.Bind(model, name, parameters ?? FeatureParameters.Of(model), out var inputs);
        var answers = LinkAnswers.Of(model, name, output);
        var features = new TreeFeatures(model.Ensemble.Features, ElementType.Float32, sources, source => FeatureParameters.Refused(name, source));
        var plan = new TreePlan(model.Ensemble, new TreeEvaluator(model.Ensemble), features, [.. answers.Select(answer => answer.Answer)]);
        var classes = model.Link switch
        {
            TreeLink.BinaryProbability => 2,
            TreeLink.Softmax => model.Ensemble.Outputs,
            _ => 0,
        };
        return new(plan, new(inputs, [.. answers.Select(answer => new ModelOutput(answer.Name, answer.Answer.Type))]),
            [.. Enumerable.Range(0, classes).Select(label => $"{label}")]);
    }

    /// <summary>Computes on the calling thread. More callers than <see cref="Concurrency"/> are served, each with memory of its own.</summary>
    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var runner = _runners.Rent();
        try
        {
            runner.Run(input, results, cancellation);
            return ValueTask.CompletedTask;
        }
        finally
        {
            _runners.Return(runner);
        }
    }

    /// <summary>Calls under way finish first; the last of them lets go of the model.</summary>
    public void Dispose() => _runners.Dispose();
}
