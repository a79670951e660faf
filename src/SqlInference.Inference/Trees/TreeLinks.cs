namespace SqlInference.Inference.Trees;

/// <summary>What is made of sums.</summary>
static class TreeLinks
{
    public static float Logistic(float sum)
    {
        // Of the absolute value, so that nothing overflows.
        var half = 1 / (1 + MathF.Exp(-MathF.Abs(sum)));
        return sum < 0 ? 1 - half : half;
    }

    /// <summary>In place.</summary>
    public static void Softmax(Span<float> sums)
    {
        var largest = float.NegativeInfinity;
        foreach (var sum in sums)
            largest = MathF.Max(largest, sum);
        var total = 0f;
        foreach (ref var sum in sums)
        {
            sum = MathF.Exp(sum - largest);
            total += sum;
        }

        foreach (ref var sum in sums)
            sum /= total;
    }
}
