using SqlInference.Training.Boosting.Native;
using SqlInference.Training.Features;

namespace SqlInference.Training.Boosting;

/// <summary>XGBoost's own predictions, to hold ours against. Not thread-safe.</summary>
public sealed class BoosterPredictor : IDisposable
{
    readonly Booster _booster;
    readonly int _threads;

    /// <param name="model">A model in one of XGBoost's formats.</param>
    public BoosterPredictor(ReadOnlySpan<byte> model, int threads = 1)
    {
        _threads = threads;
        _booster = new();
        _booster.Set("nthread", threads);
        _booster.Load(model);
    }

    /// <summary>What the objective makes of the margins, row by row: a number, a probability, one for each class, or a class.</summary>
    public float[] Predict(FeatureMatrix rows) => Predict(Matrix.Create(rows, _threads), Prediction.Answers);

    public float[] Predict(SparseRows rows) => Predict(Matrix.Create(rows, _threads), Prediction.Answers);

    /// <summary>What trees or weights add up to, row by row, one number for each class where there are more than two.</summary>
    public float[] Margins(FeatureMatrix rows) => Predict(Matrix.Create(rows, _threads), Prediction.Margins);

    public float[] Margins(SparseRows rows) => Predict(Matrix.Create(rows, _threads), Prediction.Margins);

    /// <summary>What each feature contributes to a margin, and behind them what is expected of any row; margin after margin, row by row.</summary>
    public float[] Contributions(FeatureMatrix rows) => Predict(Matrix.Create(rows, _threads), Prediction.Contributions);

    public void Dispose() => _booster.Dispose();

    float[] Predict(MatrixHandle rows, Prediction wanted)
    {
        using (rows)
            return _booster.Predict(rows, wanted);
    }
}
