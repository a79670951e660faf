namespace SqlInference.Inference.Forest;

/// <summary>The parts of the score that do not depend on the point.</summary>
public static class ForestMath
{
    /// <summary>
    /// log2 by squaring the mantissa bit by bit. The platform's own may differ in the last place between machines; this one
    /// does not, so neither do scores.
    /// </summary>
    public static double Log2(double value)
    {
        var exponent = Math.ILogB(value);
        var mantissa = Math.ScaleB(value, -exponent);
        double result = exponent;
        for (var bit = 0.5; bit > 1e-16 && mantissa > 1; bit /= 2)
        {
            mantissa *= mantissa;
            if (mantissa >= 2)
            {
                mantissa /= 2;
                result += bit;
            }
        }

        return result;
    }

    /// <summary>What a tree's average is multiplied by, so that trees of different sizes are on one scale.</summary>
    public static double Scale(int treeMass) => Log2(treeMass + 1.0);

    /// <summary>The score of a point that a cut separates at this depth.</summary>
    public static double Unseen(int depth) => 1.0 / (depth + 1);

    /// <summary>The score of a point that equals a leaf.</summary>
    public static double Seen(int depth, int leafMass, int treeMass) =>
        (1 - leafMass / (2.0 * treeMass)) / (depth + Log2(leafMass + 1.0));
}
