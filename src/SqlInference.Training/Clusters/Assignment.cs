using SqlInference.Inference.Clusters;
using SqlInference.Training.Linear;
using SqlInference.Training.Threads;

namespace SqlInference.Training.Clusters;

/// <summary>Which centre each row is nearest to, and how far it is from there.</summary>
sealed class Assignment(ClusterRows rows, int threads)
{
    // Sums are taken in parts of which there are as many for every number of threads, so that the same comes out.
    const int MostParts = 16;

    readonly int _blocksPerPart = Math.Max(1, (rows.Blocks + MostParts - 1) / MostParts);

    public int[] Clusters { get; } = new int[rows.Count];

    /// <summary>Squared.</summary>
    public float[] Distances { get; } = new float[rows.Count];

    /// <summary>The sum of the squared distances.</summary>
    public double Total { get; private set; }

    /// <summary>How many rows went to another cluster than before.</summary>
    public int Moved { get; private set; }

    public int[] Sizes { get; private set; } = [];

    /// <summary>Centre by centre, the sum of its rows' features.</summary>
    public double[] Sums { get; private set; } = [];

    public void Run(ClusterModel model, CancellationToken cancellation)
    {
        var parts = new Part[(rows.Blocks + _blocksPerPart - 1) / _blocksPerPart];
        Parts.Run(rows.Blocks, _blocksPerPart, threads, (start, end) => parts[start / _blocksPerPart] = Assign(model, start, end, cancellation), cancellation);
        (Total, Moved, Sizes, Sums) = (0, 0, new int[model.Count], new double[model.Count * rows.Features]);
        foreach (var part in parts)
        {
            Total += part.Total;
            Moved += part.Moved;
            for (var cluster = 0; cluster < Sizes.Length; cluster++)
                Sizes[cluster] += part.Sizes[cluster];
            Vectors.Add(Sums, 1, part.Sums);
        }
    }

    unsafe Part Assign(ClusterModel model, int start, int end, CancellationToken cancellation)
    {
        var part = new Part(new int[model.Count], new double[model.Count * rows.Features]);
        var distances = new float[model.Count * ClusterRows.Stride];
        for (var block = start; block < end; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var features = rows.Block(block);
            var (first, count) = (block * ClusterRows.Stride, rows.RowsOf(block));
            fixed (float* from = features, to = distances)
                model.SquaredDistances(from, ClusterRows.Stride, count, to);
            part.Moved += Nearest(distances, model.Count, Clusters.AsSpan(first, count), Distances.AsSpan(first, count));
            for (var row = 0; row < count; row++)
            {
                var cluster = Clusters[first + row];
                part.Total += Distances[first + row];
                part.Sizes[cluster]++;
                var sums = part.Sums.AsSpan(cluster * rows.Features, rows.Features);
                for (var feature = 0; feature < sums.Length; feature++)
                    sums[feature] += features[feature * ClusterRows.Stride + row];
            }
        }

        return part;
    }

    static int Nearest(ReadOnlySpan<float> distances, int centres, Span<int> clusters, Span<float> nearest)
    {
        Span<int> found = stackalloc int[clusters.Length];
        found.Clear();
        distances[..nearest.Length].CopyTo(nearest);
        for (var centre = 1; centre < centres; centre++)
        {
            var column = distances.Slice(centre * ClusterRows.Stride, nearest.Length);
            for (var row = 0; row < column.Length; row++)
            {
                if (column[row] < nearest[row])
                    (nearest[row], found[row]) = (column[row], centre);
            }
        }

        var moved = 0;
        for (var row = 0; row < found.Length; row++)
            moved += found[row] == clusters[row] ? 0 : 1;
        found.CopyTo(clusters);
        return moved;
    }

    sealed class Part(int[] sizes, double[] sums)
    {
        public double Total { get; set; }

        public int Moved { get; set; }

        public int[] Sizes => sizes;

        public double[] Sums => sums;
    }
}
