namespace SqlInference.Inference.Formats;

/// <summary>What came of reading a text as a value of a column.</summary>
public enum CellResult
{
    Read,

    /// <summary>The text is no value of that kind.</summary>
    NotOfType,

    /// <summary>It is a number, but not one that the column holds: out of range, or a fraction where integers belong.</summary>
    DoesNotFit,

    /// <summary>NaN or infinite, or written so that a double would be.</summary>
    NotFinite,
}
