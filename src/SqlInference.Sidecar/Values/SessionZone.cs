namespace SqlInference.Sidecar.Values;

/// <summary>The time zone in which a session sees timestamps with time zone.</summary>
sealed class SessionZone(TimeZoneInfo zone)
{
    const long FirstMicros = -62_135_596_800_000_000, LastMicros = 253_402_300_799_000_000;

    // Rows follow each other within an hour more often than not.
    const long SpanMicros = 900_000_000;

    long _spanStart = long.MinValue;
    int _offset;

    public static SessionZone Named(string name) => new(TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc);

    /// <summary>Seconds east of Greenwich. Outside of .NET's years the zone's first and last rules go on.</summary>
    public int OffsetAt(long micros)
    {
        // Zones change at quarters of an hour and never between them.
        var span = micros - ((micros % SpanMicros) + SpanMicros) % SpanMicros;
        if (span == _spanStart)
            return _offset;
        var ticks = Math.Clamp(micros, FirstMicros, LastMicros) * TimeSpan.TicksPerMicrosecond;
        _offset = (int)zone.GetUtcOffset(DateTime.UnixEpoch.AddTicks(ticks)).TotalSeconds;
        _spanStart = span;
        return _offset;
    }
}
