namespace SqlInference.Inference.Forest;

/// <summary>How an input becomes a number. The values are written into model files and never change.</summary>
public enum ForestFeatureKind : byte
{
    Value = 1,

    /// <summary>0 to 24, minutes and seconds as the fraction.</summary>
    HourOfDay = 2,

    /// <summary>0 (Monday) to 6 (Sunday).</summary>
    DayOfWeek = 3,
}
