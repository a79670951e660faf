namespace SqlInference.Inference.Features;

/// <summary>How much of a feature is due to an input; the shares of a feature add up to 1.</summary>
/// <param name="Input">Position of the input in the signature.</param>
public readonly record struct InputShare(int Input, double Share)
{
    /// <summary>The shares in what is made of several columns.</summary>
    /// <param name="weights">What each column counts for.</param>
    public static IReadOnlyList<InputShare> Mix(IReadOnlyList<double> weights, IReadOnlyList<IReadOnlyList<InputShare>> columns)
    {
        var total = weights.Sum();
        return [.. columns.SelectMany((origin, column) => origin.Select(each => (each.Input, Share: each.Share * weights[column] / total)))
            .GroupBy(each => each.Input).Select(each => new InputShare(each.Key, each.Sum(share => share.Share)))];
    }
}
