using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// A model in ONNX format, run by ONNX Runtime on the CPU or a GPU. The first output is the prediction; a classifier's
/// probabilities come next, as "probabilities", and then whatever else the model gives per row, by its own name.
/// </summary>
public sealed class OnnxBackend : IModelBackend
{
    /// <summary>Enough to reach full speed; more only takes memory and delays the first answer.</summary>
    const int MostRowsOnCpu = 8192;
    const int MostRowsOnCuda = 32768;
    const long MostBatchBytes = 64 << 20;

    readonly OnnxSession _session;
    readonly RunnerPool<OnnxRunner> _runners;

    OnnxBackend(OnnxSession session, OnnxPlan plan, ModelSignature signature, IReadOnlyList<string> classLabels, OnnxModelOptions options)
    {
        _session = session;
        Signature = signature;
        ClassLabels = classLabels;
        Concurrency = options.Concurrency ?? (session.Device.IsCuda ? 2 : Environment.ProcessorCount);
        MaxBatchRows = options.MaxBatchRows ?? DefaultBatchRows(plan, session.Device);
        _runners = new RunnerPool<OnnxRunner>(() => new OnnxRunner(plan), Concurrency, session);
    }

    public ModelSignature Signature { get; }

    public int MaxBatchRows { get; }

    public int Concurrency { get; }

    public long MemoryBytes { get; private init; }

    public InferenceDevice Device => _session.Device;

    /// <summary>The classes of a classifier, in the order of its probabilities; otherwise empty.</summary>
    public IReadOnlyList<string> ClassLabels { get; }

    public static OnnxBackend Load(string path, OnnxModelOptions? options = null) =>
        Load(OnnxModelFile.Open(path, options?.DisplayName), options);

    public static OnnxBackend Load(OnnxModelFile file, OnnxModelOptions? options = null)
    {
        options ??= new OnnxModelOptions();
        var session = OnnxSession.Open(file, ZipMapRemoval.Apply(file), options);
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
            return new OnnxBackend(session, plan, signature, classLabels, options) { MemoryBytes = file.SessionBytes };
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
