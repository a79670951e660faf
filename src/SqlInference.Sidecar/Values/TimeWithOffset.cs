namespace SqlInference.Sidecar.Values;

/// <summary>A TIMETZ: 40 bits of microseconds, 24 bits of what the offset lacks to its greatest.</summary>
/// <param name="Offset">Seconds east of Greenwich.</param>
readonly record struct TimeWithOffset(long Micros, int Offset)
{
    const int GreatestOffset = 16 * 3600 - 1, OffsetBits = 24;

    public static TimeWithOffset Of(ulong stored) =>
        new((long)(stored >> OffsetBits), GreatestOffset - (int)(stored & ((1UL << OffsetBits) - 1)));
}
