using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Text;
using SqlInference.Inference.Text.Backend;
using SqlInference.Inference.Text.Files;

namespace Benchmarks.Gpu;

/// <summary>The transformer in both precisions with its vocabulary, in a folder of its own, and texts for it.</summary>
sealed class GpuModels : IDisposable
{
    public const int Tokens = 64;
    const int Vocabulary = 8192;

    readonly string _folder = Directory.CreateTempSubdirectory("gpu-benchmark").FullName;
    readonly ReviewTexts _texts = new(Vocabulary);

    public GpuModels()
    {
        _texts.WriteVocabulary(VocabularyFile);
        TransformerFile.Write(Half, Vocabulary, half: true);
        TransformerFile.Write(Single, Vocabulary, half: false);
    }

    public string Half => Path.Combine(_folder, "half.onnx");

    public string Single => Path.Combine(_folder, "single.onnx");

    public string VocabularyFile => Path.Combine(_folder, "vocab.txt");

    /// <summary>Texts of which no two are alike.</summary>
    public string[] Texts(int rows, int tokens = Tokens, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => _texts.Text(random, tokens))];
    }

    public TextBackend Load(string model, string device, long? gpuMemoryBytes = null, Notices? notices = null) =>
        TextBackend.Load(OnnxModelFile.Open(model, "transformer"), new TextModelOptions
        {
            DisplayName = "transformer",
            Parameters = [new OnnxParameter("review", ElementType.Utf8)],
            Returns = new OnnxParameter("returns", ElementType.Int32),
            Tokenizer = TokenizerFiles.Named("transformer", VocabularyFile),
            MaxTokens = 128,
            Device = DeviceSelection.Parse(device),
            GpuMemoryBytes = gpuMemoryBytes,
            Notices = notices,
        });

    /// <summary>A scorer without a cache: repeats would not be computed.</summary>
    public ModelScorer Score(string model, string device, int? concurrency = null) =>
        new(Load(model, device), "transformer", new ScoringOptions { Cache = false, MaxConcurrency = concurrency });

    /// <summary>The tokens of texts that have exactly <see cref="Tokens"/> each.</summary>
    public long[] Tokenize(IReadOnlyList<string> texts)
    {
        var tokenizer = LoadTokenizer();
        var (scratch, list) = (new TokenizerScratch(), new GrowingList<int>());
        using var column = TextCallers.Column(texts);
        for (var row = 0; row < texts.Count; row++)
        {
            tokenizer.Encode(column.View.Utf8At(row), 128, scratch, list);
            if (list.Count != (row + 1) * Tokens)
                throw new InvalidOperationException($"'{texts[row]}' has {list.Count - row * Tokens} tokens, not {Tokens}.");
        }

        return Array.ConvertAll(list.Span.ToArray(), token => (long)token);
    }

    public Tokenizer LoadTokenizer() => TokenizerFiles.Named("transformer", VocabularyFile).Load();

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
