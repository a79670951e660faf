using SqlInference.Inference.Backends;
using SqlInference.Training.Preparation;
using SqlInference.Training.Tables;

namespace SqlInference.Training.Automatic;

/// <summary>What all candidates of one training have in common.</summary>
sealed record TrainingTask(TrainingTable Table, RecipeBook Recipes, IReadOnlyList<ModelInput> Inputs, TrainingTarget Target, ulong Seed, int Threads)
{
    /// <summary>When there is no more time.</summary>
    public required Deadline Deadline { get; init; }
}
