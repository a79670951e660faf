namespace SqlInference.Training.Profiles;

/// <summary>What a column of the training rows holds: what it is used as, and what later rows can be compared with.</summary>
public sealed record ColumnProfile
{
    public required string Name { get; init; }

    public required ColumnRole Role { get; init; }

    /// <summary>How many rows were looked at.</summary>
    public int Rows { get; init; }

    public int Missing { get; init; }

    /// <summary>Different values; counting ends at <see cref="ColumnProfiler.MostCounted"/>.</summary>
    public int Distinct { get; init; }

    /// <summary>Of numbers and of times, which are counted in seconds since 1970.</summary>
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public double? Mean { get; init; }

    public double? Deviation { get; init; }

    /// <summary>The most frequent values of categories with their counts, most frequent first.</summary>
    public IReadOnlyList<ValueCount>? Frequent { get; init; }

    /// <summary>Of texts, in bytes.</summary>
    public double? MeanLength { get; init; }
}
