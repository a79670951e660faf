using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Text.Backend;

/// <summary>
/// A transformer in ONNX format with its tokenizer: text in, a label or numbers out. The texts of a call go through the
/// model in groups of similar length, so that little of its work is for padding.
/// </summary>
public sealed class TextBackend : IModelBackend
{
    /// <summary>What texts are cut to where neither the settings nor the model's files say less.</summary>
    const int UsualMaxTokens = 512;

    /// <summary>Tokens that fill a device; more at once only take memory.</summary>
    const int MostTokensOnCpu = 4096;
    const int MostTokensOnCuda = 16384;

    /// <summary>So many texts are enough to find some of similar length.</summary>
    const int MostRowsOnCpu = 256;
    const int MostRowsOnCuda = 2048;

    /// <summary>Tensor cores work on eight numbers of half precision at a time.</summary>
    const int TokensPerCudaStep = 8;

    /// <summary>So that tokens are made for some batches while the GPU computes others.</summary>
    const int BatchesOnCuda = 4;

    readonly OnnxSession _session;
    readonly RunnerPool<TextRunner> _runners;

    TextBackend(OnnxSession session, TextPlan plan, TextOutput output, ITextAnswer answer, string parameter)
    {
        _session = session;
        Signature = new ModelSignature([new ModelInput(parameter, ElementType.Utf8)], answer.Outputs);
        ClassLabels = answer.Labels;
        MaxTokens = plan.MaxTokens;
        Concurrency = session.Device.IsCuda ? BatchesOnCuda : Environment.ProcessorCount;
        MaxBatchRows = session.Device.IsCuda ? MostRowsOnCuda : MostRowsOnCpu;
        _runners = new RunnerPool<TextRunner>(() => new TextRunner(plan, output, answer), Concurrency, session);
    }

    public ModelSignature Signature { get; }

    public int MaxBatchRows { get; }

    public int Concurrency { get; }

    public long MemoryBytes { get; private init; }

    public InferenceDevice Device => _session.Device;

    /// <summary>The labels of a classifier, in the order of its probabilities; otherwise empty.</summary>
    public IReadOnlyList<string> ClassLabels { get; }

    /// <summary>Longer texts are cut to so many tokens.</summary>
    public int MaxTokens { get; }

    public static TextBackend Load(OnnxModelFile file, TextModelOptions options)
    {
        var parameter = Parameter(options);
        var configuration = TextConfiguration.Read(options.DisplayName, options.Configuration);
        var tokenizer = options.Tokenizer.Load();
        CheckVocabulary(options, tokenizer, configuration);
        var session = OnnxSession.Open(file, file.Content, new OnnxModelOptions
        {
            DisplayName = options.DisplayName,
            Device = options.Device,
            GpuMemoryBytes = options.GpuMemoryBytes,
            Notices = options.Notices,
        });
        try
        {
            var native = session.Session;
            var inputs = TextInputs.Of(options.DisplayName, [.. native.InputNames.Select(name => new ModelTensor(name, native.InputMetadata[name]))]);
            var plan = new TextPlan(
                options.DisplayName, session, inputs, tokenizer, MaxTokensOf(options, tokenizer, configuration, inputs),
                configuration.PadId ?? tokenizer.PadId ?? 0,
                session.Device.IsCuda ? TokensPerCudaStep : 1, session.Device.IsCuda ? MostTokensOnCuda : MostTokensOnCpu);
            var output = new TextOutputs(plan).Find(options.Output);
            return new TextBackend(session, plan, output, TextAnswers.Of(options.DisplayName, output, configuration, options.Returns), parameter) { MemoryBytes = file.SessionBytes };
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

    static string Parameter(TextModelOptions options) =>
        options.Parameters is [{ IsList: false, Type.Element: ElementType.Utf8 } only] ? only.Name : throw new SqlInferenceException(
            ErrorConditions.ModelInputMismatch,
            $"Model '{options.DisplayName}' does not fit the function: it takes one text; declared: {(options.Parameters.Count == 0 ? "nothing" : string.Join(", ", options.Parameters))}.",
            "Declare the function with one parameter of type varchar; put several texts together with ||.");

    static void CheckVocabulary(TextModelOptions options, Tokenizer tokenizer, TextConfiguration configuration)
    {
        if (configuration.VocabularySize is { } size && tokenizer.VocabularySize > size)
        {
            throw new TokenizerErrors(options.DisplayName, Path.GetFileName(options.Tokenizer.Main)).Invalid(
                $"it has tokens up to number {tokenizer.VocabularySize - 1}, and the model has {size} (vocab_size in config.json)",
                "Bring the tokenizer that the model was trained with.");
        }
    }

    static int MaxTokensOf(TextModelOptions options, Tokenizer tokenizer, TextConfiguration configuration, TextInputs inputs)
    {
        var model = Math.Min(configuration.MaxTokens ?? int.MaxValue, inputs.FixedTokens > 0 ? inputs.FixedTokens : int.MaxValue);
        var most = options.MaxTokens ?? Math.Min(Math.Min(tokenizer.MaxTokens ?? int.MaxValue, UsualMaxTokens), model);
        if (most > model)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"MAX_TOKENS is {most}, but model '{options.DisplayName}' takes at most {model} tokens.", "Set MAX_TOKENS to that or less, or leave it out.");
        }

        return most > tokenizer.Template.Overhead ? most : throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"MAX_TOKENS is {most}, of which the special tokens of model '{options.DisplayName}' take {tokenizer.Template.Overhead}: no room is left for a text.",
            "Set MAX_TOKENS to the length that the model was trained with, or leave it out.");
    }
}
