namespace SqlInference.Training.Automatic;

/// <summary>Divides rows into parts that each have their share of every class.</summary>
static class Folds
{
    /// <summary>For each of the rows, in their order, the number of its part.</summary>
    public static int[] Deal(TrainingTarget target, int[] rows, int parts, ulong seed)
    {
        var random = new SeededRandom(seed, 1);
        var order = new int[rows.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        // The sort is stable: within a class the order stays random.
        if (target.Classes > 0)
            order = [.. order.OrderBy(row => target.Values[rows[row]])];
        var fold = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            fold[order[i]] = i % parts;
        return fold;
    }
}
