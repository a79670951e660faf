namespace SqlInference.Training.Clusters;

/// <summary>
/// Rousseeuw's silhouette (1987): how much nearer rows are to those of their own cluster than to those of the next, from -1 to 1. Of many
/// rows, of a sample.
/// </summary>
static class Silhouette
{
    const int MostRows = 2000;

    /// <summary>NaN where there is one cluster only.</summary>
    public static double Of(ClusterRows rows, int[] clusters, ulong seed, CancellationToken cancellation)
    {
        int[] sample = [.. Enumerable.Range(0, rows.Count)];
        new SeededRandom(seed, 5).Shuffle(sample);
        sample = sample[..Math.Min(MostRows, sample.Length)];
        var sizes = new int[clusters.Max() + 1];
        foreach (var row in sample)
            sizes[clusters[row]]++;
        if (sizes.Count(size => size > 0) < 2)
            return double.NaN;
        float[][] points = [.. sample.Select(row => Features(rows, row))];
        var sum = 0.0;
        for (var i = 0; i < sample.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var distances = new double[sizes.Length];
            for (var j = 0; j < sample.Length; j++)
                distances[clusters[sample[j]]] += Distance(points[i], points[j]);
            sum += Of(clusters[sample[i]], distances, sizes);
        }

        return sum / sample.Length;
    }

    /// <param name="distances">The sum of the row's distances to those of each cluster.</param>
    static double Of(int cluster, double[] distances, int[] sizes)
    {
        if (sizes[cluster] == 1)
            return 0;
        var own = distances[cluster] / (sizes[cluster] - 1);
        var next = distances.Select((distance, other) => other == cluster || sizes[other] == 0 ? double.PositiveInfinity : distance / sizes[other]).Min();
        return Math.Max(own, next) == 0 ? 0 : (next - own) / Math.Max(own, next);
    }

    static float[] Features(ClusterRows rows, int row)
    {
        var features = new float[rows.Features];
        rows.Copy(row, features);
        return features;
    }

    static double Distance(float[] here, float[] there)
    {
        var square = 0.0;
        for (var feature = 0; feature < here.Length; feature++)
            square += (here[feature] - there[feature]) * (double)(here[feature] - there[feature]);
        return Math.Sqrt(square);
    }
}
