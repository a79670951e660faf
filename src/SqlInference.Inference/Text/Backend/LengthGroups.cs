namespace SqlInference.Inference.Text.Backend;

/// <summary>
/// Which texts go through a model together. They come shortest first, so neighbours are of similar length; a group ends
/// where filling its rows up to the longest would cost more than it saves.
/// </summary>
static class LengthGroups
{
    /// <summary>So small a run costs about the same whatever is in it.</summary>
    const int SmallRun = 512;

    /// <summary>At most one in so many tokens may be filling.</summary>
    const int PaddingShare = 8;

    /// <summary>How many of the texts from <paramref name="start"/> on make a group.</summary>
    /// <param name="lengths">Token counts, shortest first.</param>
    public static int Size(ReadOnlySpan<int> lengths, int start, TextPlan plan)
    {
        if (plan.Inputs.FixedTokens > 0)
            return Math.Min(lengths.Length - start, Math.Max(1, plan.MostTokens / plan.Inputs.FixedTokens));

        var (count, tokens) = (1, (long)lengths[start]);
        for (var next = start + 1; next < lengths.Length; next++)
        {
            var length = lengths[next];
            if (!plan.Inputs.CanPad && length != lengths[start])
                break;
            var filled = (long)RowLength(length, plan) * (count + 1);
            var padding = filled - tokens - length;
            if (filled > plan.MostTokens || (filled > SmallRun && padding > filled / PaddingShare))
                break;
            count++;
            tokens += length;
        }

        return count;
    }

    /// <summary>How many tokens a row has in a group whose longest text has <paramref name="longest"/>.</summary>
    public static int RowLength(int longest, TextPlan plan)
    {
        if (plan.Inputs.FixedTokens > 0)
            return plan.Inputs.FixedTokens;
        if (!plan.Inputs.CanPad)
            return longest;
        var rounded = (longest + plan.RoundTo - 1) / plan.RoundTo * plan.RoundTo;
        return Math.Max(longest, Math.Min(rounded, plan.MaxTokens));
    }
}
