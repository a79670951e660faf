namespace SqlInference.Inference.Scoring;

/// <summary>What happens to rows that the model refuses (setting ON_ERROR).</summary>
public enum ErrorPolicy
{
    /// <summary>The statement fails.</summary>
    Fail,

    /// <summary>They are answered with NULL and counted.</summary>
    Null,
}
