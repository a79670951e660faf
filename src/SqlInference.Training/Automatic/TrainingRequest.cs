using SqlInference.Inference.Pipelines;
using SqlInference.Training.Preparation;

namespace SqlInference.Training.Automatic;

/// <summary>What a statement says about training. What it leaves out is found out.</summary>
public sealed record TrainingRequest
{
    public ProblemType? Problem { get; init; }

    /// <summary>A name from OBJECTIVE that candidates are chosen by.</summary>
    public string? Objective { get; init; }

    /// <summary>The only kind of candidates to try: <c>xgboost</c>, <c>linear_learner</c> or <c>mlp</c>; null for all.</summary>
    public string? ModelType { get; init; }

    /// <summary>What the statement says is done to columns; null where it says nothing.</summary>
    public Preprocessors? Preprocessors { get; init; }

    /// <summary>AUTO OFF: the one thing to train.</summary>
    public ToldLearner? Told { get; init; }

    public TimeSpan MaxRuntime { get; init; } = TimeSpan.FromSeconds(5400);

    public ulong Seed { get; init; } = 1;

    /// <summary>How many processor cores training may take.</summary>
    public int Threads { get; init; } = 1;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told what the user should know: columns left out, time that ran out.</summary>
    public Action<string> Notice { get; init; } = static _ => { };
}
