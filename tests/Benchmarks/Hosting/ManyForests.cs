using SqlInference.Catalog;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Scoring;
using SqlInference.Service;
using SqlInference.Service.Hosting;
using SqlInference.Training.Forest;

namespace Benchmarks.Hosting;

/// <summary>A service with forests m0, m1, … in memory for a hundred of them, asked as a server asks it: by name, a row at a time.</summary>
sealed class ManyForests : IDisposable
{
    public const int RoomFor = 100;

    readonly string _folder = Directory.CreateTempSubdirectory("sqlinference-benchmark-").FullName;
    readonly CatalogDatabase _catalog;
    readonly string _artifact;

    public ManyForests(int models)
    {
        var forest = Train();
        using (var backend = new ForestBackend(forest))
            Memory = RoomFor * backend.MemoryBytes;
        _catalog = CatalogDatabase.Open(Path.Combine(_folder, "catalog.db"));
        Service = new(_catalog, new ArtifactStore(_folder), new ServiceOptions { ModelMemoryBytes = Memory });
        _artifact = Keep(Service.Artifacts, forest);
        for (var i = 0; i < models; i++)
            Make(i);
    }

    public InferenceService Service { get; }

    public long Memory { get; }

    /// <summary>Makes a model, or another version of it.</summary>
    public void Make(int number)
    {
        var definition = new ModelDefinition
        {
            Kind = ModelKind.Trained,
            Statement = $"CREATE MODEL m{number}",
            Function = new("public", $"f{number}", [new("x", "double precision")], "double precision"),
            // Answers kept for repeated rows would take more memory than the forests.
            Settings = [new("CACHE", "OFF")],
        };
        var version = _catalog.Models.Begin(new(NameOf(number), "benchmark", CreateMode.OrReplace, definition))!;
        _catalog.Models.Complete(version.Key, _artifact, []);
        _catalog.Models.Activate(version.Key);
    }

    public void Drop(int number) => _catalog.Models.Drop(NameOf(number), "benchmark");

    /// <summary>A caller with buffers of its own, which scores one row per request.</summary>
    public Func<int, Task> Caller()
    {
        var column = new ColumnBuffer();
        column.Reset(ElementType.Float64, 1);
        column.Span<double>()[0] = 5;
        var batch = new ColumnBatch(1) { RowCount = 1 };
        batch[0] = column.View;
        var results = new ResultColumns(2, ForestBackend.ScoreOutput);
        var context = RequestContext.ForNewCaller(null, CancellationToken.None);
        return async number => await Service.Published.Get($"local.public.m{number}").Scorer.ScoreAsync(batch, results, context);
    }

    public void Dispose()
    {
        Service.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static ModelName NameOf(int number) => new("local", "public", $"m{number}");

    static RandomCutForest Train()
    {
        var random = new Random(1);
        using var column = new ColumnBuffer();
        column.Reset(ElementType.Float64, 10_000);
        foreach (ref var value in column.Span<double>())
            value = random.NextDouble() * 10;
        var rows = new ColumnBatch(1) { RowCount = 10_000 };
        rows[0] = column.View;
        using var trainer = new ForestTrainer(new() { NumTrees = 100, NumSamplesPerTree = 256, Seed = 1 }, [new ModelInput("x", ElementType.Float64)]);
        trainer.Add(rows);
        return trainer.Train(threads: 1, CancellationToken.None);
    }

    static string Keep(ArtifactStore artifacts, RandomCutForest forest)
    {
        using var artifact = artifacts.Create(ModelArtifact.Forest);
        using (var stream = artifact.CreateFile("forest.rcf"))
            ForestFile.Write(stream, forest);
        using (var backend = new ForestBackend(forest))
            ModelArtifact.Describe(artifact, "forest.rcf", backend.Signature);
        return artifact.Commit();
    }
}
