using System.Runtime.Intrinsics;

namespace SqlInference.Inference.Clusters;

/// <summary>The centres of clusters. Immutable, shared by threads.</summary>
public sealed unsafe class ClusterModel
{
    /// <summary>Rows are taken so many at a time: strides are multiples of it.</summary>
    public const int Lanes = 16;

    readonly float[] _centres;

    /// <param name="centres">Centre by centre, one number for each feature.</param>
    public ClusterModel(int features, ReadOnlySpan<float> centres)
    {
        if (features < 1 || centres.Length == 0 || centres.Length % features != 0)
            throw new ArgumentException("The centres have not so many features.", nameof(centres));
        Features = features;
        Count = centres.Length / features;
        _centres = centres.ToArray();
    }

    public int Features { get; }

    /// <summary>How many clusters there are.</summary>
    public int Count { get; }

    public ReadOnlySpan<float> Centres => _centres;

    /// <summary>Writes the squares of the distances from rows to centres.</summary>
    /// <param name="features">Column by column: feature f of row r is at f * stride + r.</param>
    /// <param name="distances">To centre c from row r at c * stride + r; beyond the last row up to the next multiple of <see cref="Lanes"/> is overwritten.</param>
    public void SquaredDistances(float* features, int stride, int rows, float* distances)
    {
        fixed (float* centres = _centres)
        {
            for (var row = 0; row < rows; row += Lanes)
            {
                var centre = 0;
                for (; centre <= Count - 4; centre += 4)
                    AddFour(features + row, stride, centres + centre * Features, distances + (long)centre * stride + row);
                for (; centre < Count; centre++)
                    AddOne(features + row, stride, centres + centre * Features, distances + (long)centre * stride + row);
            }
        }
    }

    // Four centres at once share what is loaded, and none waits for the sum of another.
    void AddFour(float* features, int stride, float* centres, float* distances)
    {
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var feature = 0; feature < Features; feature++)
        {
            var values = Vector512.Load(features + (long)feature * stride);
            var centre = centres + feature;
            a = AddSquare(a, values - Vector512.Create(centre[0]));
            b = AddSquare(b, values - Vector512.Create(centre[Features]));
            c = AddSquare(c, values - Vector512.Create(centre[2 * Features]));
            d = AddSquare(d, values - Vector512.Create(centre[3 * Features]));
        }

        a.Store(distances);
        b.Store(distances + stride);
        c.Store(distances + 2L * stride);
        d.Store(distances + 3L * stride);
    }

    void AddOne(float* features, int stride, float* centre, float* distances)
    {
        var sum = Vector512<float>.Zero;
        for (var feature = 0; feature < Features; feature++)
            sum = AddSquare(sum, Vector512.Load(features + (long)feature * stride) - Vector512.Create(centre[feature]));
        sum.Store(distances);
    }

    static Vector512<float> AddSquare(Vector512<float> sum, Vector512<float> difference) => Vector512.MultiplyAddEstimate(difference, difference, sum);
}
