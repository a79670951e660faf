namespace SqlInference.Training.Boosting;

/// <summary><c>booster</c>.</summary>
[Flags]
public enum BoosterKind
{
    GBTree = 1,
    GBLinear = 2,
    Dart = 4,
}
