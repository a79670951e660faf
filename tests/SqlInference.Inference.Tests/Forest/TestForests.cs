using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;

namespace SqlInference.Inference.Tests.Forest;

/// <summary>Random cut trees over given points, grown in the plainest way.</summary>
public static class TestForests
{
    public static RandomCutForest Grow(int trees, int samples, int dimensions, int seed)
    {
        var random = new Random(seed);
        return new(Featurizer(dimensions),
            [.. Enumerable.Range(0, trees).Select(_ => Grow([.. Enumerable.Range(0, samples).Select(_ => Point(random, dimensions))], random))],
            samples, 1, (ulong)seed);
    }

    public static ForestFeaturizer Featurizer(int dimensions) =>
        ForestFeaturizer.For([.. Enumerable.Range(0, dimensions).Select(d => new ModelInput($"x{d}", ElementType.Float64))]);

    /// <summary>Clustered, on a coarse grid in every other dimension, so that duplicates and ties are frequent.</summary>
    public static float[] Point(Random random, int dimensions)
    {
        var cluster = random.Next(3) * 10;
        var point = new float[dimensions];
        for (var d = 0; d < dimensions; d++)
            point[d] = d % 2 == 0 ? cluster + random.Next(8) : (float)(cluster + random.NextDouble());
        return point;
    }

    /// <summary>Points like those of the forest, equal to them, near them and far away.</summary>
    public static float[][] Queries(RandomCutForest forest, int count, int seed)
    {
        var random = new Random(seed);
        var dimensions = forest.Dimensions;
        var queries = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var tree = forest.Trees[random.Next(forest.Trees.Count)];
            var leaf = random.Next(tree.LeafCount);
            queries[i] = random.Next(6) switch
            {
                0 => tree.Points[(leaf * dimensions)..((leaf + 1) * dimensions)],
                1 => [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() * 1000 - 500))],
                2 => [.. tree.Points[(leaf * dimensions)..((leaf + 1) * dimensions)].Select(x => x + (random.Next(3) - 1) * 0.25f)],
                3 => [.. Enumerable.Range(0, dimensions).Select(_ => (random.Next(3) - 1) * 1e34f)],
                _ => Point(random, dimensions),
            };
        }

        return queries;
    }

    public static ForestTree Grow(float[][] points, Random random)
    {
        List<int> dimensions = [];
        List<float> cuts = [];
        List<float[]> leaves = [];
        List<int> masses = [];
        Grow(points);
        return new(points.Length, [.. dimensions], [.. cuts], [.. masses], [.. leaves.SelectMany(leaf => leaf)]);

        void Grow(float[][] some)
        {
            var low = some.Aggregate((a, b) => [.. a.Zip(b, Math.Min)]);
            var high = some.Aggregate((a, b) => [.. a.Zip(b, Math.Max)]);
            var sides = low.Zip(high, (a, b) => (double)b - a).ToArray();
            if (sides.Sum() == 0)
            {
                dimensions.Add(-1);
                leaves.Add(some[0]);
                masses.Add(some.Length);
                return;
            }

            var place = random.NextDouble() * sides.Sum();
            var dimension = 0;
            while (sides[dimension] == 0 || place >= sides[dimension])
                place -= sides[dimension++];
            var cut = Math.Min((float)(low[dimension] + place), MathF.BitDecrement(high[dimension]));
            dimensions.Add(dimension);
            cuts.Add(cut);
            Grow([.. some.Where(point => point[dimension] <= cut)]);
            Grow([.. some.Where(point => point[dimension] > cut)]);
        }
    }
}
