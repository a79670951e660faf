using System;

namespace SqlInference.SqlClr.Rows;

/// <summary>Microseconds since 1970 UTC, as which dates travel.</summary>
static class Moments
{
    const long TicksPerMicrosecond = 10;
    const long TicksTo1970 = 621_355_968_000_000_000;

    public static long ToMicros(DateTime moment)
    {
        var ticks = moment.Ticks - TicksTo1970;
        return ticks >= 0 ? ticks / TicksPerMicrosecond : (ticks - (TicksPerMicrosecond - 1)) / TicksPerMicrosecond;
    }

    /// <summary>Null where it is not in the years 1 to 9999.</summary>
    public static DateTime? FromMicros(long micros)
    {
        const long First = -TicksTo1970 / TicksPerMicrosecond;
        var last = (DateTime.MaxValue.Ticks - TicksTo1970) / TicksPerMicrosecond;
        return micros < First || micros > last ? null : new DateTime((micros * TicksPerMicrosecond) + TicksTo1970);
    }
}
