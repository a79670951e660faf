using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Trees;
using SqlInference.Inference.Trees.Graphs;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// A model in ONNX format, run by ONNX Runtime on the CPU or a GPU, or, where it is trees and nothing else, by our own evaluator. The first output is the prediction; a classifier's
/// probabilities come next, as "probabilities", and then whatever else the model gives per row, by its own name.
/// </summary>
public sealed class OnnxBackend : IModelBackend
{
    /// <summary>Enough to reach full speed; more only takes memory and delays the first answer.</summary>
    const int MostRowsOnCpu = 8192;
    const int MostRowsOnCuda = 32768;
    const long MostBatchBytes = 64 << 20;

    readonly RunnerPool<IModelRunner> _runners;

    OnnxBackend(OnnxPlan plan, TreePlan? trees, ModelSignature signature, IReadOnlyList<string> classLabels, OnnxModelOptions options)
    {
        Signature = signature;
        ClassLabels = classLabels;
        Device = plan.Loaded.Device;
        Evaluator = trees is null ? ModelEvaluator.OnnxRuntime : ModelEvaluator.Vector;
        Concurrency = options.Concurrency ?? (Device.IsCuda ? 2 : Environment.ProcessorCount);
        MaxBatchRows = options.MaxBatchRows ?? DefaultBatchRows(plan, Device);
        _runners = trees is null
            ? new RunnerPool<IModelRunner>(() => new OnnxRunner(plan), Concurrency, plan.Loaded)
            : new RunnerPool<IModelRunner>(() => new TreeRunner(trees), Concurrency, trees.Evaluator);
    }

    public ModelSignature Signature { get; }

    public int MaxBatchRows { get; }

    public int Concurrency { get; }

    public long MemoryBytes { get; private init; }

    public InferenceDevice Device { get; }

    /// <summary>What computes the predictions; never 'auto'.</summary>
    public ModelEvaluator Evaluator { get; }

    /// <summary>The classes of a classifier, in the order of its probabilities; otherwise empty.</summary>
    public IReadOnlyList<string> ClassLabels { get; }

    public static OnnxBackend Load(string path, OnnxModelOptions? options = null) =>
        Load(OnnxModelFile.Open(path, options?.DisplayName), options);

    public static OnnxBackend Load(OnnxModelFile file, OnnxModelOptions? options = null)
    {
        options ??= new OnnxModelOptions();
        var content = ZipMapRemoval.Apply(file);
        var session = OnnxSession.Open(file, content, options);
        try
        {
            var native = session.Session;
            var tensors = native.InputNames.Select(name => new ModelTensor(name, native.InputMetadata[name])).ToArray();
            var (inputs, parameters) = InputBinder.Bind(file.Name, tensors, options, file.Facts.FeatureCounts);
            var fixedRows = tensors.Max(tensor => tensor.FixedRows);
            var probed = TrialRun.Run(file.Name, native, inputs, fixedRows);
            var outputs = new OutputPlanner(file.Name, probed, file.ClassLabels).Plan(options.Output, out var classLabels);
            var plan = new OnnxPlan(file.Name, session, inputs, outputs, fixedRows);
            var signature = new ModelSignature(parameters, [.. outputs.Select(output => output.Output)]);
            if (GraphSubstitute.For(content, plan, options) is not { } trees)
                return new OnnxBackend(plan, null, signature, classLabels, options) { MemoryBytes = file.SessionBytes };

            // ONNX Runtime has said what the model takes and gives, and whether it is sound; that was all.
            session.Dispose();
            return new OnnxBackend(plan, trees, signature, classLabels, options) { MemoryBytes = trees.Evaluator.MemoryBytes };
        }
        catch
        {
            session.Dispose();
            throw;
        }
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

    static int DefaultBatchRows(OnnxPlan plan, InferenceDevice device)
    {
        long rowBytes = plan.Inputs.Sum(input => input.RowBytes) + plan.Outputs.Sum(output => output.RowBytes);
        return (int)Math.Clamp(MostBatchBytes / Math.Max(1, rowBytes), 1, device.IsCuda ? MostRowsOnCuda : MostRowsOnCpu);
    }
}
