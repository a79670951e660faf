using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Explanations;

/// <summary>
/// Shapley values of the tests on a way to a leaf of value 1. The game: a test that is known lets the row pass or not, one that is not
/// known lets the share of training rows pass that went this way. The recurrence is that of Lundberg, Erion and Lee,
/// "Consistent Individualized Feature Attribution for Tree Ensembles" (2018): the sums over all sets of tests grow test by test, and a
/// test is taken out of them again to see what it adds. Here only tests that the row passes are in the sums, since a set with a
/// known test that it does not pass counts nothing.
/// </summary>
static class PathShares
{
    // Divisions would be most of the time.
    static readonly double[] Inverse = [.. Enumerable.Range(0, DecisionTree.DeepestDepth + 1).Select(number => 1.0 / Math.Max(1, number))];

    /// <param name="covers">For each test the share of training rows that passed it.</param>
    /// <param name="passes">Whether this row does.</param>
    /// <param name="scratch">Room for twice as many numbers as there are tests, and one.</param>
    public static void Compute(ReadOnlySpan<double> covers, ReadOnlySpan<bool> passes, Span<double> shares, Span<double> scratch)
    {
        var tests = covers.Length;
        // Of sets of so many known tests that are passed, the mean product of the covers of the others that are.
        var means = scratch[..(tests + 1)];
        var rest = scratch[(tests + 1)..];
        var passed = 0;
        var notPassed = 1.0;
        means[0] = 1;
        for (var test = 0; test < tests; test++)
        {
            if (passes[test])
                Extend(means, ++passed, covers[test]);
            else
                notPassed *= covers[test];
        }

        // Whichever test stops a row, the leaf loses the same.
        var stopped = passed < tests ? -notPassed * Sum(means, passed, tests) : 0;
        for (var test = 0; test < tests; test++)
        {
            if (!passes[test])
            {
                shares[test] = stopped;
                continue;
            }

            Remove(means, passed, covers[test], rest);
            shares[test] = (1 - covers[test]) * notPassed * Sum(rest, passed - 1, tests);
        }
    }

    /// <summary>Takes one more test in.</summary>
    /// <param name="passed">How many there are then.</param>
    static void Extend(Span<double> means, int passed, double cover)
    {
        means[passed] = 0;
        for (var known = passed; known >= 0; known--)
            means[known] = (cover * means[known] * (passed - known) + (known > 0 ? means[known - 1] * known : 0)) * Inverse[passed];
    }

    /// <summary>
    /// Undoes <see cref="Extend"/>. Each mean follows from the one below, and also from the one above: the way is taken on which
    /// errors shrink.
    /// </summary>
    static void Remove(ReadOnlySpan<double> means, int passed, double cover, Span<double> rest)
    {
        var known = 0;
        var inverse = 1 / cover;
        for (var below = 0.0; known < cover * (passed - known); known++)
            rest[known] = below = (means[known] * passed - below * known) * inverse * Inverse[passed - known];
        for (var (above, left) = (0.0, passed); left > known; left--)
            rest[left - 1] = above = (means[left] * passed - cover * above * (passed - left)) * Inverse[left];
    }

    /// <summary>The mean over all orders in which one more test can become known.</summary>
    /// <param name="passed">How many tests the means are of.</param>
    static double Sum(ReadOnlySpan<double> means, int passed, int tests)
    {
        var (sum, ratio) = (means[0], 1.0);
        for (var known = 1; known <= passed; known++)
        {
            ratio *= (passed - known + 1) * Inverse[tests - known];
            sum += means[known] * ratio;
        }

        return sum * Inverse[tests];
    }
}
