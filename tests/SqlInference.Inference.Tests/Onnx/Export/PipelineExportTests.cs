using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;
using SqlInference.Inference.Ngrams;
using SqlInference.Inference.Onnx.Export;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Tests.Onnx.Export;

/// <summary>What training does not make of itself, but a pipeline may hold. Each file that is written was compared with the pipeline.</summary>
public sealed class PipelineExportTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-export-").FullName;

    string File => Path.Combine(_folder, "m.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static readonly TheoryData<NgramSettings> Settings = new()
    {
        new NgramSettings(),
        new NgramSettings { Unit = NgramUnit.Character, MinLength = 2, MaxLength = 4 },
        new NgramSettings { Unit = NgramUnit.Character, MinTokenCharacters = 3, MaxLength = 1, Lowercase = false },
        new NgramSettings { MinTokenCharacters = 2, MaxLength = 3, Symbols = false, Sublinear = false },
        new NgramSettings { Lowercase = false, Normalize = false, MinLength = 2 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void N_grams_of_each_kind_are_counted_in_the_graph(NgramSettings settings)
    {
        using var pipeline = OfText(Vectorizer(settings), Link.Softmax, 3, new(ProblemType.MulticlassClassification, ["1.5", "-2", "1e300"], ElementType.Float64, [0.5, 2, 1.25]));
        PipelineExport.Write(pipeline, "m", File);
        Assert.True(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData(Link.Identity)]
    [InlineData(Link.Exponential)]
    [InlineData(Link.Share)]
    public void Numbers_come_out_of_each_link(Link link)
    {
        using var pipeline = OfNumbers(link, PipelineTarget.Number, 0.25f);
        PipelineExport.Write(pipeline, "m", File);
    }

    [Theory]
    [InlineData(Link.Logistic)]
    [InlineData(Link.Sign)]
    public void Labels_come_out_of_each_link(Link link)
    {
        using var pipeline = OfNumbers(link, new(ProblemType.BinaryClassification, ["-7", "9007199254740993"], ElementType.Int64), 0.25f);
        PipelineExport.Write(pipeline, "m", File);
    }

    [Fact]
    public void Hashed_terms_are_refused_by_name()
    {
        var settings = new NgramSettings { HashBits = 10 };
        using var pipeline = OfText(new(settings, null, new float[1 << 10]), Link.Logistic, 1, new(ProblemType.BinaryClassification, ["a", "b"], ElementType.Utf8));

        var error = Assert.Throws<SqlInferenceException>(() => PipelineExport.Write(pipeline, "m", File));
        Assert.Equal(
            (ErrorConditions.ModelNotExportable, "Model 'm' cannot be exported: it reads a text by hashed n-grams (10 bits), which ONNX's operators cannot express.", "Train it with a vocabulary instead."),
            (error.Condition, error.Message, error.Hint));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_answers_otherwise_is_found_out()
    {
        using var pipeline = OfNumbers(Link.Identity, PipelineTarget.Number, 0.25f);
        using var other = OfNumbers(Link.Identity, PipelineTarget.Number, 0.26f);
        PipelineExport.Write(other, "m", File);

        var error = Assert.Throws<SqlInferenceException>(() => ExportCheck.Run(pipeline, File, "m"));
        Assert.Equal(ErrorConditions.ModelNotExportable, error.Condition);
        Assert.Matches("^Model 'm' was not exported: the file gives the number .* where the model gives .*, for x = .*, y = .*\\.$", error.Message);
    }

    static Pipeline OfNumbers(Link link, PipelineTarget target, float weight) => new(
        [new("x", ElementType.Float64, AcceptsNull: true), new("y", ElementType.Float64, AcceptsNull: true)], target,
        [
            new(0.75, new([new([new NumberEncoder(0), new NumberEncoder(1)], [new ImputeStep([1, 2], [1]), new ScaleStep([1, 2, 0], [0.005f, 0.002f, 1])])]),
                new LinearEstimator(new(3, [weight, -0.5f, 0.125f], [0.1f]), []), link),
            new(0.25, new([new([new OrdinalEncoder(1, ["3", "5", null])], [])]), new LinearEstimator(new(1, [0.3f], [-0.2f]), []), link),
        ]);

    static Pipeline OfText(NgramVectorizer vectorizer, Link link, int outputs, PipelineTarget target)
    {
        var random = new Random(3);
        var weights = Enumerable.Range(0, vectorizer.Terms * outputs).Select(_ => random.NextSingle() * 4 - 2).ToArray();
        return new([new ModelInput("words", ElementType.Utf8)], target,
            [new(1, FeaturePlan.Empty, new LinearEstimator(new(0, weights, new float[outputs]), [new(0, vectorizer)]), link)]);
    }

    /// <summary>Whose terms are all n-grams of a short text.</summary>
    static NgramVectorizer Vectorizer(NgramSettings settings)
    {
        string[] tokens = settings.Unit == NgramUnit.Character
            ? [.. "Das Öl ist gut!".EnumerateRunes().Select(rune => (settings.Lowercase ? LoweredText.Lower(rune) : rune).ToString()).Distinct()]
            : ["the", "öl", "is", "日本語", "!!", "☃", "i̇", "a_1", "σ"];
        var table = new TokenTable();
        foreach (var token in tokens)
            table.FindOrAdd(Encoding.UTF8.GetBytes(token));
        var vocabulary = new NgramVocabulary(table);
        for (var (length, first) = (1, 0); length < settings.MaxLength; length++)
        {
            var end = vocabulary.Nodes;
            for (var node = first; node < end && vocabulary.Nodes < 2000; node++)
            {
                for (var token = 0; token < table.Count; token++)
                    vocabulary.TryAdd(node, token);
            }

            first = end;
        }

        for (var node = 0; node < vocabulary.Nodes; node++)
        {
            if (vocabulary.NodeLength(node) >= settings.MinLength && node % 7 != 3)
                vocabulary.MakeTerm(node);
        }

        return new(settings, vocabulary, [.. Enumerable.Range(0, vocabulary.Terms).Select(term => 1 + term % 5 * 0.3f)]);
    }
}
