using SqlInference.Inference.Pipelines;

namespace SqlInference.Training.Automatic;

/// <summary>One way of making a model, tried out beside others; in several variants where they have work in common.</summary>
abstract class Candidate
{
    /// <summary>What the leaderboard calls each variant.</summary>
    public abstract IReadOnlyList<string> Variants { get; }

    /// <summary>As SHOW MODEL names it: <c>xgboost</c>, <c>linear_learner</c>, <c>mlp</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>Whether its models take longer or say less than others', so that it has to be better by more than chance.</summary>
    public virtual bool CostsMore => false;

    /// <summary>Fits every variant on some rows of the table.</summary>
    public abstract IReadOnlyList<FittedCandidate> Fit(TrainingTask task, int[] rows, CancellationToken cancellation);

    /// <summary>Fits one variant on all rows.</summary>
    /// <param name="earlier">What fitting it on parts of them gave.</param>
    public abstract FittedCandidate Refit(TrainingTask task, int[] rows, int variant, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation);
}

/// <param name="Effort">How far training went, for those that find that out on the way: rounds.</param>
sealed record FittedCandidate(PipelineMember Member, double Effort = 0);
