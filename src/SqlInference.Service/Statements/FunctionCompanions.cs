using System.Collections.Frozen;
using SqlInference.Engines;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Pipelines;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>
/// The functions that a model has besides its own, with the same parameters: a classifier's probabilities, and why a prediction is
/// what it is where the model can tell.
/// </summary>
public static class FunctionCompanions
{
    /// <summary>Of a classifier; both names are in use.</summary>
    static readonly string[] Probabilities = ["_prob", "_probabilities"];

    const string Explanation = "_explain";

    /// <summary>What the names of companions end in.</summary>
    internal static IReadOnlyList<string> Suffixes { get; } = [.. Probabilities, Explanation];

    /// <summary>Which output of a model, as protocols name it, a companion with such a name answers.</summary>
    public static IReadOnlyDictionary<string, string> Outputs { get; } = Suffixes.ToFrozenDictionary(suffix => suffix, suffix => suffix == Explanation ? Pipeline.Explanation : ClassifierOutputs.Documents);

    /// <summary>Those that a model with such a signature has.</summary>
    internal static IEnumerable<string> SuffixesFor(ModelSignature signature, bool isClassifier) =>
        [.. isClassifier ? Probabilities : [], .. ExplanationOf(signature) is null ? Array.Empty<string>() : [Explanation]];

    internal static IEnumerable<PredictionFunction> Of(PredictionFunction prediction, DeferredScorer scorer)
    {
        foreach (var suffix in scorer.Labels.Count > 0 ? Probabilities : [])
        {
            yield return prediction with
            {
                Id = $"{prediction.Id}_p",
                Name = prediction.Name + suffix,
                Returns = EngineType.Varchar,
                Scorer = new ProbabilityDocuments(scorer, scorer.Labels),
                Published = prediction.Published! with { Output = ClassifierOutputs.Documents, Returns = new(SqlTypeKind.Text) },
            };
        }

        if (ExplanationOf(scorer.Signature) is { } output)
        {
            yield return prediction with
            {
                Name = prediction.Name + Explanation,
                Returns = EngineType.Varchar,
                Output = output,
                Published = prediction.Published! with { Output = Pipeline.Explanation, Returns = new(SqlTypeKind.Text) },
            };
        }
    }

    /// <summary>Which output of a model says why; null where none does.</summary>
    static int? ExplanationOf(ModelSignature signature)
    {
        var output = signature.Outputs.ToList().FindIndex(output => output.Name == Pipeline.Explanation && output.Type == ElementType.Utf8);
        return output < 0 ? null : output;
    }
}
