using SqlInference.Training.Hyperparameters;

namespace SqlInference.Training.Boosting;

/// <summary>Objectives. The clause OBJECTIVE and this have the same words for what cannot be.</summary>
sealed record ObjectiveNames : AllowedValues
{
    public override string Expectation => new OneOf([.. BoosterObjectives.All.Select(objective => objective.Name)]).Expectation;

    public override string? Read(string text) => BoosterObjectives.Find(text).Name;
}
