namespace SqlInference.Engines.DuckDb.Functions;

/// <summary>DuckDB's decimals: integers counting the last digit, in 2, 4, 8 or 16 bytes by precision.</summary>
static unsafe class DecimalStorage
{
    /// <summary>10^0 to 10^38.</summary>
    static readonly Int128[] Powers = MakePowers();
    static readonly double[] DoublePowers = [.. Powers.Select(power => (double)power)];

    public static bool TryPut(Int128 value, EngineType type, byte* target, int index)
    {
        // No overflow can come of it: 10^19 × 10^38 is the only product too large, and is checked first.
        if (Int128.Abs(value) >= Powers[type.Precision - type.Scale])
            return false;
        return TryPutUnscaled(value * Powers[type.Scale], type, target, index);
    }

    /// <summary>Rounds half away from zero, and sees half where people see it: 2.675 is 2.68, though its double is a little less.</summary>
    public static bool TryRound(double value, EngineType type, byte* target, int index)
    {
        var scaled = value * DoublePowers[type.Scale];
        if (!(Math.Abs(scaled) < DoublePowers[type.Precision] + 1))
            return false;
        var whole = Math.Truncate(scaled);
        var fromHalf = Math.Abs(Math.Abs(scaled - whole) - 0.5);
        var unscaled = fromHalf > 1e-9 + Math.Abs(scaled) * 4e-15 && Math.Abs(scaled) < 1e14
            ? (Int128)Math.Round(scaled, MidpointRounding.AwayFromZero)
            : RoundByDigits(value, scaled, type.Scale);
        return TryPutUnscaled(unscaled, type, target, index);
    }

    public static bool TryPutUnscaled(Int128 unscaled, EngineType type, byte* target, int index)
    {
        if (Int128.Abs(unscaled) >= Powers[type.Precision])
            return false;
        switch (type.Precision)
        {
            case <= 4: ((short*)target)[index] = (short)unscaled; break;
            case <= 9: ((int*)target)[index] = (int)unscaled; break;
            case <= 18: ((long*)target)[index] = (long)unscaled; break;
            default: ((Int128*)target)[index] = unscaled; break;
        }

        return true;
    }

    /// <summary>Near a half the number's 15 significant digits decide, as PostgreSQL has it.</summary>
    static Int128 RoundByDigits(double value, double scaled, int scale)
    {
        const double LargestProduct = 1e27;
        const int MostDecimals = 28;
        if (Math.Abs(scaled) >= LargestProduct || scale > MostDecimals)
            return (Int128)Math.Round(scaled, MidpointRounding.AwayFromZero);
        var product = (decimal)value;
        for (var i = 0; i < scale; i++)
            product *= 10;
        return (Int128)Math.Round(product, MidpointRounding.AwayFromZero);
    }

    static Int128[] MakePowers()
    {
        var powers = new Int128[EngineType.MaxPrecision + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
