namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>A model as XGBoost saves it.</summary>
/// <param name="FeatureNames">Empty where the file has none.</param>
public sealed record XGBoostModel(TreeEnsemble Ensemble, string Objective, IReadOnlyList<string> FeatureNames)
{
    public TreeLink Link => XGBoostObjective.LinkOf(Objective)!.Value;
}
