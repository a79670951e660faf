namespace SqlInference.Training.Boosting.Native;

/// <summary>What a booster is asked for, by the numbers of XGBoost's C API.</summary>
enum Prediction
{
    Answers = 0,

    /// <summary>What the trees add up to, before the objective's link.</summary>
    Margins = 1,

    /// <summary>Shapley values, exact.</summary>
    Contributions = 2,
}
