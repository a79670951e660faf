namespace SqlInference.Cli.Plot;

/// <summary>
/// Places the texts of poles that stand on the time axis: each text hangs on its pole, to the right of it or else to the
/// left, in the lowest lane where it covers no other text, no other pole goes through it, and its own goes through none.
/// </summary>
static class FlagLayout
{
    const int MaxLanes = 8;
    const double Gap = 5;

    /// <param name="poles">Where the poles stand, and how wide their texts are.</param>
    /// <returns>For each pole the room of its text and its lane, counted from below; null where there is no room.</returns>
    public static (Interval Text, int Lane)?[] Place(IReadOnlyList<(double Pole, double Width)> poles, Interval bounds)
    {
        var placed = new (Interval Text, int Lane)?[poles.Count];
        // From right to left, because texts to the right of their poles then never stand in the way of the next.
        foreach (var flag in Enumerable.Range(0, poles.Count).OrderByDescending(flag => poles[flag].Pole))
            placed[flag] = Candidates(poles[flag], bounds).Where(candidate => IsFree(candidate, flag)).Cast<(Interval, int)?>().FirstOrDefault();
        return placed;

        bool IsFree((Interval Text, int Lane) candidate, int flag)
        {
            for (var other = 0; other < poles.Count; other++)
            {
                if (placed[other] is not { } taken)
                    continue;
                if (taken.Lane == candidate.Lane && taken.Text.Overlaps(candidate.Text))
                    return false;
                if (taken.Lane >= candidate.Lane && candidate.Text.Contains(poles[other].Pole))
                    return false;
                if (candidate.Lane >= taken.Lane && taken.Text.Contains(poles[flag].Pole))
                    return false;
            }

            return true;
        }
    }

    static IEnumerable<(Interval Text, int Lane)> Candidates((double Pole, double Width) flag, Interval bounds)
    {
        foreach (var from in (double[])[flag.Pole + Gap, flag.Pole - Gap - flag.Width])
        {
            if (from < bounds.From || from + flag.Width > bounds.To)
                continue;
            for (var lane = 0; lane < MaxLanes; lane++)
                yield return (new(from - Gap / 2, from + flag.Width + Gap / 2), lane);
        }
    }
}
