namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>What an objective makes of the sums of the trees.</summary>
public enum TreeLink
{
    /// <summary>Nothing: the sum is the prediction.</summary>
    Identity,

    /// <summary>The prediction is e to the power of the sum.</summary>
    Exponential,

    /// <summary>The prediction is 1 / (1 + e^-sum), a number between 0 and 1.</summary>
    Logistic,

    /// <summary>Two classes, of which the second has the logistic of the sum as its probability.</summary>
    BinaryProbability,

    /// <summary>Two classes: the second where the sum is positive.</summary>
    BinarySign,

    /// <summary>One class per sum, with their softmax as probabilities.</summary>
    Softmax,
}

static class XGBoostObjective
{
    /// <summary>Null for an objective that we do not know.</summary>
    public static TreeLink? LinkOf(string objective) => objective switch
    {
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:absoluteerror" or "reg:pseudohubererror" or "reg:quantileerror"
            or "binary:logitraw" or "rank:pairwise" or "rank:ndcg" or "rank:map" => TreeLink.Identity,
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => TreeLink.Exponential,
        "reg:logistic" => TreeLink.Logistic,
        "binary:logistic" => TreeLink.BinaryProbability,
        "binary:hinge" => TreeLink.BinarySign,
        "multi:softmax" or "multi:softprob" => TreeLink.Softmax,
        _ => null,
    };

    /// <summary>The sum before the first tree. A file holds the score as the objective predicts it, 0.5 for an even chance.</summary>
    public static float StartOf(string objective, float baseScore) => LinkOf(objective) switch
    {
        TreeLink.Exponential => MathF.Log(baseScore),
        TreeLink.Logistic or TreeLink.BinaryProbability => Logit(baseScore),
        _ => baseScore,
    };

    static float Logit(float probability) => -MathF.Log(1 / probability - 1);
}
