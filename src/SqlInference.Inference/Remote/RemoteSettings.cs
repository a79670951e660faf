using SqlInference.Errors;

namespace SqlInference.Inference.Remote;

/// <summary>What an endpoint's SETTINGS say; null where the protocol's own default holds.</summary>
public sealed record RemoteSettings
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(15);

    /// <summary>Begin each CSV body with a line of the inputs' names (CSV_HEADER).</summary>
    public bool CsvHeader { get; init; }

    /// <summary>More rows than this make another request (MAX_BATCH_ROWS).</summary>
    public int? MaxBatchRows { get; init; }

    /// <summary>Requests under way at once, over all models of the endpoint (MAX_CONCURRENCY).</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>For one attempt, from connecting to the last byte of the answer (TIMEOUT_MS).</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>A batch that would be larger is split.</summary>
    public int? MaxRequestBytes { get; init; }

    /// <summary>A larger answer is refused.</summary>
    public int MaxResponseBytes { get; init; } = 64 << 20;

    /// <summary>Throws for a setting that makes no sense; <paramref name="endpoint"/> names it in the message.</summary>
    public void Validate(string endpoint)
    {
        Require(endpoint, MaxBatchRows is null or > 0, "MAX_BATCH_ROWS", "at least 1");
        Require(endpoint, MaxConcurrency is null or (> 0 and <= 1024), "MAX_CONCURRENCY", "from 1 to 1024");
        Require(endpoint, Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= LongestTimeout, "TIMEOUT_MS", $"from 1 to {LongestTimeout.TotalMilliseconds:F0}");
        Require(endpoint, MaxRequestBytes is null or >= 1024, "MaxRequestBytes", "at least 1024");
        Require(endpoint, MaxResponseBytes >= 1024, "MaxResponseBytes", "at least 1024");
    }

    static void Require(string endpoint, bool holds, string setting, string allowed)
    {
        if (!holds)
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"{setting} of endpoint '{endpoint}' must be {allowed}.");
    }
}
