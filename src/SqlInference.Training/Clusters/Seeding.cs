using SqlInference.Inference.Clusters;

namespace SqlInference.Training.Clusters;

/// <summary>
/// Chooses rows as the first centres. k-means++ (Arthur and Vassilvitskii 2007) draws each with a probability that grows with the square
/// of its distance to the nearest one before; of some that are drawn, the one that helps most is taken.
/// </summary>
static class Seeding
{
    /// <returns>Centre by centre; fewer than wanted where not so many rows differ.</returns>
    public static float[] Choose(ClusterRows rows, int count, bool atRandom, ref SeededRandom random, CancellationToken cancellation)
    {
        var centres = new float[count * rows.Features];
        var draws = atRandom ? 1 : 2 + (int)Math.Log(count);
        var distances = new double[rows.Count];
        Array.Fill(distances, double.PositiveInfinity);
        for (var chosen = 0; chosen < count; chosen++)
        {
            var centre = centres.AsSpan(chosen * rows.Features, rows.Features);
            var total = chosen == 0 ? 0 : distances.Sum();
            if (chosen > 0 && total == 0)
                return centres[..(chosen * rows.Features)];
            var (best, least) = (distances, double.PositiveInfinity);
            var candidate = new float[rows.Features];
            for (var draw = 0; draw < (chosen == 0 ? 1 : draws); draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Copy(chosen == 0 ? random.NextInt(rows.Count) : Draw(distances, total, atRandom, ref random), candidate);
                var nearer = Nearer(rows, candidate, distances);
                var left = nearer.Sum();
                if (left >= least)
                    continue;
                (best, least) = (nearer, left);
                candidate.CopyTo(centre);
            }

            distances = best;
        }

        return centres;
    }

    /// <summary>A row that is no centre yet.</summary>
    static int Draw(double[] distances, double total, bool atRandom, ref SeededRandom random)
    {
        var left = random.NextDouble() * (atRandom ? distances.Count(distance => distance > 0) : total);
        var last = 0;
        for (var row = 0; row < distances.Length; row++)
        {
            if (distances[row] == 0)
                continue;
            last = row;
            left -= atRandom ? 1 : distances[row];
            if (left < 0)
                return row;
        }

        // What rounding has left over.
        return last;
    }

    static unsafe double[] Nearer(ClusterRows rows, float[] centre, double[] distances)
    {
        var model = new ClusterModel(rows.Features, centre);
        var nearer = new double[distances.Length];
        Span<float> column = stackalloc float[ClusterRows.Stride];
        for (var block = 0; block < rows.Blocks; block++)
        {
            fixed (float* from = rows.Block(block), to = column)
                model.SquaredDistances(from, ClusterRows.Stride, rows.RowsOf(block), to);
            for (var row = 0; row < rows.RowsOf(block); row++)
            {
                var at = block * ClusterRows.Stride + row;
                nearer[at] = Math.Min(distances[at], column[row]);
            }
        }

        return nearer;
    }
}
