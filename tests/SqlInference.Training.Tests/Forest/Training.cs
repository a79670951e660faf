using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Training.Forest;

namespace SqlInference.Training.Tests.Forest;

/// <summary>Training and scoring in one line each.</summary>
public static class Training
{
    public static ForestTrainer Trainer(ForestOptions options, int columns) =>
        new(options, [.. Enumerable.Range(0, columns).Select(c => new ModelInput($"c{c}", ElementType.Float64))]);

    /// <summary>Trains on columns of equal length, handed over in chunks.</summary>
    public static (RandomCutForest Forest, ForestTrainingReport Report) Train(ForestOptions options, double?[][] columns, int chunk = 2048)
    {
        using var trainer = Trainer(options, columns.Length);
        for (var start = 0; start < columns[0].Length; start += chunk)
        {
            using var rows = new Rows([.. columns.Select(column => column[start..Math.Min(start + chunk, column.Length)])]);
            trainer.Add(rows.Batch);
        }

        var forest = trainer.Train(threads: 2, default);
        return (forest, trainer.Report!);
    }

    public static double[] Score(RandomCutForest forest, params double[][] columns)
    {
        using var backend = new ForestBackend(forest);
        using var rows = new Rows([.. columns.Select(column => column.Select(value => (double?)value).ToArray())]);
        using var results = new ResultColumns(2, 0);
        backend.RunAsync(rows.Batch, results, default).AsTask().GetAwaiter().GetResult();
        return results[0]!.View.Span<double>().ToArray();
    }

    public static double?[] Nullable(IEnumerable<double> values) => [.. values.Select(value => (double?)value)];

    public static byte[] Bytes(RandomCutForest forest)
    {
        using var stream = new MemoryStream();
        ForestFile.Write(stream, forest);
        return stream.ToArray();
    }

    /// <summary>Standard normal, from a generator that is the same everywhere.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
