using SqlInference.Inference.Pipelines;

namespace SqlInference.Training.Automatic;

/// <summary>One way of making a model, tried out beside others.</summary>
abstract class Candidate
{
    /// <summary>What the leaderboard calls it.</summary>
    public abstract string Name { get; }

    /// <summary>As SHOW MODEL names it: <c>xgboost</c>, <c>linear_learner</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>Fits on some rows of the table.</summary>
    /// <param name="earlier">What fitting on parts of the rows gave, where it is fitted again on all of them.</param>
    public abstract FittedCandidate Fit(TrainingTask task, int[] rows, IReadOnlyList<FittedCandidate> earlier, CancellationToken cancellation);
}

/// <param name="Effort">How far training went, for those that find that out on the way: rounds, a strength of regularisation.</param>
sealed record FittedCandidate(PipelineMember Member, double Effort = 0);
