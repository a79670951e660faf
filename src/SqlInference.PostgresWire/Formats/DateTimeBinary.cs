namespace SqlInference.PostgresWire.Formats;

/// <summary>PostgreSQL counts from 2000-01-01 where others count from 1970-01-01.</summary>
public static class DateTimeBinary
{
    public const int DaysBetween = 10_957;
    public const long MicrosBetween = DaysBetween * 86_400_000_000L;

    /// <summary>Days that stand for infinity, and microseconds too.</summary>
    public const int InfiniteDays = int.MaxValue, MinusInfiniteDays = int.MinValue;

    public const long InfiniteMicros = long.MaxValue, MinusInfiniteMicros = long.MinValue;
}
