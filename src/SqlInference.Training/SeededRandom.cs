namespace SqlInference.Training;

/// <summary>
/// SplitMix64: the same numbers on every machine and in every version of .NET, and as many independent sequences as
/// are wanted.
/// </summary>
struct SeededRandom(ulong seed, ulong sequence)
{
    ulong _state = Mix(seed ^ Mix(sequence + 1));

    /// <summary>Scrambles a number; also the priority of the row with that number.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 up to, not including, a number.</summary>
    public int NextInt(int below) => (int)(NextDouble() * below);

    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = NextInt(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    /// <summary>From 0 up to, not including, a number.</summary>
    public long NextLong(long below) => (long)(NextDouble() * below);

    ulong Next()
    {
        var number = Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return number;
    }
}
