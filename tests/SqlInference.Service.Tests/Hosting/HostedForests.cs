using SqlInference.Catalog;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Scoring;
using SqlInference.Service.Hosting;
using SqlInference.Training.Forest;

namespace SqlInference.Service.Tests.Hosting;

/// <summary>
/// A service, and beside it another process's view of the same data folder, through which forests are made, replaced,
/// granted and dropped.
/// </summary>
sealed class HostedForests : IDisposable
{
    static readonly Catalog.FunctionSignature Function = new("public", "f", [new("x", "double precision")], "double precision");

    readonly TemporaryFolder _folder = new();
    readonly CatalogDatabase _elsewhere;
    readonly string _artifact;

    public HostedForests(ServiceOptions options)
    {
        var catalog = CatalogDatabase.Open(_folder["catalog.db"]);
        Service = new(catalog, new ArtifactStore(_folder.Path), options);
        _elsewhere = CatalogDatabase.Open(_folder["catalog.db"]);
        _artifact = Keep(Service.Artifacts);
    }

    public InferenceService Service { get; }

    public ICatalog Elsewhere => _elsewhere;

    public static ModelName NameOf(int number) => new("local", "public", $"m{number}");

    public static string WireNameOf(int number) => $"local.public.m{number}";

    /// <summary>Makes a model, or another version of it.</summary>
    public void Make(int number)
    {
        var definition = new ModelDefinition
        {
            Kind = ModelKind.Trained,
            Statement = $"CREATE MODEL m{number}",
            Function = Function with { Name = $"f{number}" },
            Settings = [new("CACHE", "OFF")],
        };
        var version = _elsewhere.Models.Begin(new(NameOf(number), "ann", CreateMode.OrReplace, definition))!;
        _elsewhere.Models.Complete(version.Key, _artifact, []);
        _elsewhere.Models.Activate(version.Key);
    }

    public void Drop(int number) => _elsewhere.Models.Drop(NameOf(number), "ann");

    /// <summary>One request as a server answers it: the name is looked up, a row is scored.</summary>
    public Task<double> ScoreAsync(int number, int? version = null) => ScoreAsync(Service.Published.Get(WireNameOf(number), version));

    public static async Task<double> ScoreAsync(PublishedModel model)
    {
        using var column = new ColumnBuffer();
        column.Reset(ElementType.Float64, 1);
        column.Span<double>()[0] = 5;
        var batch = new ColumnBatch(1) { RowCount = 1 };
        batch[0] = column.View;
        using var results = new ResultColumns(model.Scorer.Signature.Outputs.Count, 0);
        await model.Scorer.ScoreAsync(batch, results, RequestContext.ForNewCaller(null, CancellationToken.None));
        return results[0]!.View.Span<double>()[0];
    }

    public void Dispose()
    {
        Service.Dispose();
        _elsewhere.Dispose();
        _folder.Dispose();
    }

    static string Keep(ArtifactStore artifacts)
    {
        var random = new Random(1);
        using var column = new ColumnBuffer();
        column.Reset(ElementType.Float64, 1000);
        foreach (ref var value in column.Span<double>())
            value = random.NextDouble() * 10;
        var rows = new ColumnBatch(1) { RowCount = 1000 };
        rows[0] = column.View;
        using var trainer = new ForestTrainer(new() { NumTrees = 50, NumSamplesPerTree = 20, Seed = 1 }, [new ModelInput("x", ElementType.Float64)]);
        trainer.Add(rows);
        var forest = trainer.Train(threads: 1, CancellationToken.None);

        using var artifact = artifacts.Create(ModelArtifact.Forest);
        using (var stream = artifact.CreateFile("forest.rcf"))
            ForestFile.Write(stream, forest);
        using (var backend = new ForestBackend(forest))
            ModelArtifact.Describe(artifact, "forest.rcf", backend.Signature);
        return artifact.Commit();
    }
}
