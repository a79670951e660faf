using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>A trained model: arguments to features to margins to a label or a number.</summary>
public sealed record Pipeline(IReadOnlyList<ModelInput> Inputs, PipelineTarget Target, IReadOnlyList<PipelineMember> Members)
{
    /// <summary>The output with a classifier's probabilities.</summary>
    public const string Probabilities = "probabilities";

    public ModelSignature Signature { get; } = new(Inputs, Target.Problem == ProblemType.Regression
        ? [new("prediction", ElementType.Float64)]
        : [new("prediction", Target.LabelType), new(Probabilities, new ColumnType(ElementType.Float64, Target.Labels.Count))]);

    /// <summary>How many answers a row has before they become a prediction: one number, or a probability for each class.</summary>
    public int Answers => Math.Max(1, Target.Labels.Count);
}
