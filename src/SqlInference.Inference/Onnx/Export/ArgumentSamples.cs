using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;
using SqlInference.Inference.Pipelines;
using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Values of one argument that tell models apart: what the model itself knows of it, what lies just beside that, and what it never saw.</summary>
sealed class ArgumentSamples
{
    const int MostThresholds = 1000;
    const string NeverSeen = "never seen ☃";

    static readonly long[] TimeSteps = [86_400_000_000, 3_600_000_000, 60_000_000, 1];

    readonly List<double> _numbers = [];
    readonly List<string> _texts = [];
    readonly TextInput? _words;

    /// <param name="ensembles">The trees of the pipeline's estimators.</param>
    public ArgumentSamples(Pipeline pipeline, int input, IReadOnlyDictionary<Estimator, TreeEnsemble> ensembles)
    {
        Input = input;
        Type = pipeline.Inputs[input].Type.Element;
        HasNull = pipeline.Inputs[input].AcceptsNull;
        _words = pipeline.Members.Select(member => member.Estimator).OfType<LinearEstimator>()
            .SelectMany(estimator => estimator.Texts).FirstOrDefault(text => text.Input == input);
        foreach (var member in pipeline.Members)
            Learn(member, ensembles.GetValueOrDefault(member.Estimator));
        if (Type == ElementType.Utf8)
            _texts.Add(NeverSeen);
    }

    public int Input { get; }

    public ElementType Type { get; }

    /// <summary>Whether NULL is among the values.</summary>
    public bool HasNull { get; private set; }

    public double Number(Random random) => (_numbers.Count, random.Next(4)) switch
    {
        (0, _) or (_, 0) => Math.Round((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(1, 5)), random.Next(3)),
        (_, 1) => _numbers[random.Next(_numbers.Count)] * random.NextDouble(),
        _ => _numbers[random.Next(_numbers.Count)],
    };

    /// <summary>From 1900 to 2100: days, hours, minutes, and moments between them.</summary>
    public static long Time(Random random)
    {
        var time = random.NextInt64(-2_208_988_800_000_000, 4_102_444_800_000_000);
        return time - time % TimeSteps[random.Next(TimeSteps.Length)];
    }

    public string Text(Random random) => _words is { } words ? SampleTexts.Next(words.Vectorizer, random) : _texts[random.Next(_texts.Count)];

    void Learn(PipelineMember member, TreeEnsemble? trees)
    {
        var first = 0;
        foreach (var set in member.Features.Sets)
        {
            var column = 0;
            foreach (var encoder in set.Encoders)
            {
                if (encoder.Input == Input)
                    Learn(encoder, set, column, set.Steps.Count == 0 ? trees : null, first + column);
                column += encoder.Width;
            }

            first += set.Width;
        }
    }

    void Learn(ColumnEncoder encoder, FeatureSet set, int column, TreeEnsemble? trees, int feature)
    {
        switch (encoder)
        {
            case NumberEncoder:
                LearnSteps(set.Steps, column);
                LearnThresholds(trees, feature);
                break;
            case OneHotEncoder oneHot:
                LearnCategories(oneHot.Categories);
                break;
            case OrdinalEncoder ordinal:
                LearnCategories(ordinal.Categories);
                break;
        }
    }

    void LearnSteps(IReadOnlyList<FeatureStep> steps, int column)
    {
        foreach (var step in steps)
        {
            if (step is ImputeStep impute)
                _numbers.Add(impute.Values[column]);
            else if (step is ScaleStep { Factors: var factors } scale && factors[column] != 0)
                _numbers.AddRange([scale.Offsets[column], scale.Offsets[column] + 1 / factors[column], scale.Offsets[column] - 2 / factors[column]]);
            else if (step is ProjectStep)
                break;
        }
    }

    /// <summary>Where a tree splits, on both sides of it.</summary>
    void LearnThresholds(TreeEnsemble? trees, int feature)
    {
        var thresholds = trees?.Trees.SelectMany(tree => tree.Nodes).Where(node => node.Feature == feature).Select(node => node.Threshold).Distinct();
        foreach (var threshold in thresholds?.Take(MostThresholds) ?? [])
            _numbers.AddRange([threshold, MathF.BitDecrement(threshold), Math.BitDecrement(threshold)]);
    }

    void LearnCategories(IReadOnlyList<string?> categories)
    {
        _numbers.AddRange(Categories.Numbers(categories).Where(number => !double.IsNaN(number)));
        _texts.AddRange(categories.OfType<string>());
        // In the graph the empty text and NULL are one: neither may be a category that the other is not.
        if (Type == ElementType.Utf8 && categories.Contains(""))
            HasNull = false;
    }
}
