using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Pipelines;

/// <summary>A trained model: arguments to features to margins to a label or a number.</summary>
public sealed class Pipeline : IDisposable
{
    /// <summary>The output with a classifier's probabilities.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>The output with a row's explanation.</summary>
    public const string Explanation = "explanation.json";

    /// <summary>The output with the distance from a row to the centre of its cluster.</summary>
    public const string Distance = "distance";

    /// <exception cref="InvalidDataException">The parts do not go together.</exception>
    public Pipeline(IReadOnlyList<ModelInput> inputs, PipelineTarget target, IReadOnlyList<PipelineMember> members)
    {
        (Inputs, Target, Members) = (inputs, target, members);
        if (members.Count == 0)
            throw new InvalidDataException("it has no estimator");
        if (target.IsClassifier && target.Labels.Count < 2)
            throw new InvalidDataException($"it tells {target.Labels.Count} classes apart");
        if (target.ClassWeights is { } weights && weights.Count != target.Labels.Count)
            throw new InvalidDataException($"it has {weights.Count} weights for {target.Labels.Count} classes");
        foreach (var member in members)
            Check(member);
        // Margins that mean different things do not add up.
        CanExplain = members.All(member => member.Estimator.CanExplain && member.Link == members[0].Link);
        Signature = new(inputs, [.. Outputs()]);
    }

    public IReadOnlyList<ModelInput> Inputs { get; }

    public PipelineTarget Target { get; }

    public IReadOnlyList<PipelineMember> Members { get; }

    public ModelSignature Signature { get; }

    /// <summary>Whether it can be told what the inputs contribute to its margins.</summary>
    public bool CanExplain { get; }

    /// <summary>How many answers a row has before they become a prediction: one number, or a probability for each class.</summary>
    public int Answers => Math.Max(1, Target.Labels.Count);

    public void Dispose()
    {
        foreach (var member in Members)
            member.Estimator.Dispose();
    }

    IEnumerable<ModelOutput> Outputs()
    {
        yield return new("prediction", Target.Problem == ProblemType.Regression ? ElementType.Float64 : Target.LabelType);
        if (Target.Problem == ProblemType.Clustering)
            yield return new(Distance, ElementType.Float64);
        if (Target.IsClassifier)
            yield return new(Probabilities, new ColumnType(ElementType.Float64, Target.Labels.Count));
        if (CanExplain)
            yield return new(Explanation, ElementType.Utf8);
    }

    void Check(PipelineMember member)
    {
        var answers = Links.AnswersOf(member.Link, member.Estimator.Outputs);
        if (answers != Answers)
            throw new InvalidDataException($"an estimator gives {answers} answers, and {Answers} are needed");
        foreach (var encoder in member.Features.Sets.SelectMany(set => set.Encoders))
        {
            if ((uint)encoder.Input >= (uint)Inputs.Count)
                throw new InvalidDataException($"a feature is made of input {encoder.Input + 1}, and there are {Inputs.Count}");
        }

        member.Estimator.Check(member.Features.Width, Inputs);
    }
}
