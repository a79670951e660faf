using System.Globalization;
using System.Numerics;

namespace SqlInference.Engines.Answers;

/// <summary>Numbers as decimals, which are integers counting the last digit: half away from zero, nothing cut.</summary>
public static unsafe class DecimalRounding
{
    /// <summary>10^0 to 10^38.</summary>
    static readonly Int128[] Powers = MakePowers();
    static readonly double[] DoublePowers = [.. Powers.Select(power => (double)power)];

    public static bool TryPut<TTarget>(Int128 value, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget
    {
        // No overflow can come of it: 10^19 × 10^38 is the only product too large, and is checked first.
        if (Int128.Abs(value) >= Powers[type.Precision - type.Scale])
            return false;
        return TTarget.TryPutUnscaled(value * Powers[type.Scale], type, target, index);
    }

    /// <summary>
    /// Rounds half away from zero, and sees half where people see it: the double 2.675, which is a little less, has the
    /// digits 2.675 and becomes 2.68.
    /// </summary>
    public static bool TryRound<TTarget>(double value, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget
    {
        const double WholeFromHere = 1L << 53;
        var scaled = value * DoublePowers[type.Scale];
        if (!(Math.Abs(scaled) <= DoublePowers[type.Precision]))
            return false;
        if (Math.Abs(value) >= WholeFromHere)
            return TryPut<TTarget>((Int128)value, type, target, index);
        if (Math.Abs(scaled) >= WholeFromHere || IsNearHalf(scaled))
            return TryRound<TTarget>(Digits(value), type, target, index);
        return TTarget.TryPutUnscaled((Int128)Math.Round(scaled, MidpointRounding.AwayFromZero), type, target, index);
    }

    /// <summary>Rounds half away from zero.</summary>
    public static bool TryRound<TTarget>(decimal value, EngineType type, byte* target, int index) where TTarget : struct, IAnswerTarget
    {
        const int MostDecimals = 28;
        var rounded = Math.Round(value, Math.Min(type.Scale, MostDecimals), MidpointRounding.AwayFromZero);
        var whole = decimal.Truncate(rounded);
        if (Int128.Abs((Int128)whole) >= Powers[type.Precision - type.Scale])
            return false;

        // One digit at a time: the whole number with all its decimals may be more than a decimal holds.
        var unscaled = (Int128)whole;
        var fraction = rounded - whole;
        for (var i = 0; i < type.Scale; i++)
        {
            fraction *= 10;
            var digit = decimal.Truncate(fraction);
            fraction -= digit;
            unscaled = unscaled * 10 + (Int128)digit;
        }

        return TTarget.TryPutUnscaled(unscaled, type, target, index);
    }

    /// <summary>
    /// Rounds values from <paramref name="start"/> on, a vector at a time as long as all of its values fit and lie far
    /// from a half, and answers where it stopped: what to do there, <see cref="TryRound{TTarget}(double, EngineType, byte*, int)"/> decides.
    /// </summary>
    public static int RoundPlain<TTarget>(double* values, int start, int count, EngineType type, byte* target) where TTarget : struct, IAnswerTarget
    {
        const int MostDigits = 18;
        // Wider than what TryRound calls near, so that nothing is decided here on which the two could differ.
        const double NearHalf = 1e-9;
        const double NearHalfPerUnit = 4e-15;
        const double Largest = 1e13;
        if (!Vector.IsHardwareAccelerated || type.Precision > MostDigits)
            return start;

        var power = DoublePowers[type.Scale];
        var limit = new Vector<double>(Math.Min(DoublePowers[type.Precision] - 1, Largest));
        var half = new Vector<double>(0.5);
        var row = start;
        for (; row <= count - Vector<double>.Count; row += Vector<double>.Count)
        {
            var scaled = Vector.Load(values + row) * power;
            var size = Vector.Abs(scaled);
            var fromHalf = Vector.Abs(size - Vector.Truncate(size) - half);
            var near = new Vector<double>(NearHalf) + size * NearHalfPerUnit;
            // Not so for NaN either.
            if (!Vector.LessThanAll(size, limit) || !Vector.GreaterThanAll(fromHalf, near))
                break;
            TTarget.PutUnscaled(Vector.Truncate(scaled + Vector.CopySign(half, scaled)), type, target, row);
        }

        return row;
    }

    /// <summary>Whether the type has digits enough for a number of its last one.</summary>
    public static bool HasDigitsFor(Int128 unscaled, EngineType type) => Int128.Abs(unscaled) < Powers[type.Precision];

    /// <summary>Whether multiplying by a power of ten may have moved the number to the other side of a half.</summary>
    static bool IsNearHalf(double scaled)
    {
        const double Tolerance = 1e-15;
        var fraction = Math.Abs(scaled - Math.Truncate(scaled));
        return Math.Abs(fraction - 0.5) <= Tolerance + Math.Abs(scaled) * Tolerance;
    }

    /// <summary>The shortest digits that name this double, which are what people see of it.</summary>
    static decimal Digits(double value)
    {
        Span<byte> text = stackalloc byte[32];
        _ = value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        return decimal.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
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
