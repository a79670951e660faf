using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Sidecar.Values;

/// <summary>Timestamps of all resolutions as microseconds, which is what PostgreSQL has.</summary>
static class Micros
{
    public static long Of(DuckDbTypeId type, long value)
    {
        if (value is long.MaxValue or -long.MaxValue)
            return value;
        return type switch
        {
            DuckDbTypeId.TimestampS => checked(value * 1_000_000),
            DuckDbTypeId.TimestampMs => checked(value * 1_000),
            DuckDbTypeId.TimestampNs => value >= 0 ? value / 1_000 : (value - 999) / 1_000,
            _ => value,
        };
    }
}
