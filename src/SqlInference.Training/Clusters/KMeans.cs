using SqlInference.Inference.Clusters;
using SqlInference.Training.Automatic;

namespace SqlInference.Training.Clusters;

/// <summary>Lloyd's method, begun several times anew; the centres that rows are nearest to are kept.</summary>
sealed class KMeans(ClusterRows rows, KMeansSettings settings, ulong seed, int threads)
{
    // Sequences of random numbers below are others'.
    const ulong FirstSequence = 100;

    readonly double _still = settings.Tolerance * rows.MeanVariance(rows.Means());

    /// <summary>How many trials there was time for.</summary>
    public int Trials { get; private set; }

    /// <summary>The best centres; fewer than wanted where not so many rows differ.</summary>
    public ClusterModel Fit(Deadline deadline, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (best, least, longest) = ((ClusterModel?)null, double.PositiveInfinity, TimeSpan.Zero);
        for (Trials = 0; Trials < settings.Trials && (best is null || deadline.Left > longest); Trials++)
        {
            var started = deadline.Elapsed;
            var random = new SeededRandom(seed, FirstSequence + (ulong)Trials);
            var (model, total) = Descend(Seeding.Choose(rows, settings.Count, settings.SeedsAtRandom, ref random, cancellation), deadline, cancellation);
            if (total < least)
                (best, least) = (model, total);
            progress?.Report((Trials + 1.0) / settings.Trials);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (deadline.Elapsed - started).Ticks));
        }

        return best!;
    }

    (ClusterModel Model, double Total) Descend(float[] centres, Deadline deadline, CancellationToken cancellation)
    {
        var model = new ClusterModel(rows.Features, centres);
        var assignment = new Assignment(rows, threads);
        for (var pass = 0; pass < settings.MostPasses; pass++)
        {
            assignment.Run(model, cancellation);
            var (next, moved) = Move(model, assignment);
            model = next;
            if (moved <= _still || (pass > 0 && assignment.Moved == 0) || deadline.Left == TimeSpan.Zero)
                break;
        }

        assignment.Run(model, cancellation);
        return (model, assignment.Total);
    }

    /// <summary>Each centre goes to the middle of its rows; one that has none, to the row that is farthest from where it belongs.</summary>
    (ClusterModel Model, double Moved) Move(ClusterModel model, Assignment assignment)
    {
        var centres = new float[model.Centres.Length];
        var emptied = new Queue<int>(assignment.Sizes.Contains(0) ? Farthest(assignment, assignment.Sizes.Count(size => size == 0)) : []);
        for (var cluster = 0; cluster < model.Count; cluster++)
        {
            var centre = centres.AsSpan(cluster * rows.Features, rows.Features);
            var size = assignment.Sizes[cluster];
            if (size == 0)
            {
                rows.Copy(emptied.Dequeue(), centre);
                continue;
            }

            for (var feature = 0; feature < centre.Length; feature++)
                centre[feature] = (float)(assignment.Sums[cluster * rows.Features + feature] / size);
        }

        var moved = 0.0;
        for (var i = 0; i < centres.Length; i++)
            moved += Math.Pow(centres[i] - model.Centres[i], 2);
        return (new(rows.Features, centres), moved);
    }

    static IEnumerable<int> Farthest(Assignment assignment, int count) =>
        Enumerable.Range(0, assignment.Distances.Length).OrderByDescending(row => assignment.Distances[row]).Take(count);
}
