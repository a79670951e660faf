using System.Globalization;
using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>What a pipeline answers.</summary>
/// <param name="Labels">The classes, in the order of the probabilities, or the clusters; none where numbers are predicted.</param>
/// <param name="LabelType">What a label is in a column: 64-bit integers, doubles, booleans or text.</param>
/// <param name="ClassWeights">The class whose weighted probability is highest is the prediction; null where all weigh the same.</param>
public sealed record PipelineTarget(
    ProblemType Problem, IReadOnlyList<string> Labels, ElementType LabelType, IReadOnlyList<double>? ClassWeights = null)
{
    public static readonly PipelineTarget Number = new(ProblemType.Regression, [], ElementType.Float64);

    [JsonIgnore]
    public bool IsClassifier => Problem is ProblemType.BinaryClassification or ProblemType.MulticlassClassification;

    /// <summary>Clusters by their numbers, from 0 on.</summary>
    public static PipelineTarget Clusters(int count) =>
        new(ProblemType.Clustering, [.. Enumerable.Range(0, count).Select(cluster => cluster.ToString(CultureInfo.InvariantCulture))], ElementType.Int64);
}
