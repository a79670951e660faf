using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

/// <summary>An empty catalog with a clock that stands still.</summary>
public abstract class CatalogFixture : IDisposable
{
    private protected const string Artifact = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private protected CatalogFixture(CatalogPlace place)
    {
        Place = place;
        Catalog = OpenCatalog();
    }

    private protected CatalogPlace Place { get; }

    /// <summary>For other files than the catalog.</summary>
    private protected TemporaryFolder Folder { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected CatalogDatabase Catalog { get; }

    private protected IModels Models => Catalog.Models;

    public void Dispose()
    {
        Catalog.Dispose();
        Place.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected CatalogDatabase OpenCatalog() => Place.Open(new CatalogOptions { TimeProvider = Clock });

    private protected CatalogDatabase OpenAs(ProcessIdentity process) =>
        Place.Open(new CatalogOptions { TimeProvider = Clock, Process = process });

    private protected static ModelName Name(string name, string schema = "public") => new("local", schema, name);

    private protected static ModelDefinition Definition(string function = "predict", string type = "int4", ModelKind kind = ModelKind.Trained) => new()
    {
        Kind = kind,
        Statement = $"CREATE MODEL m FROM t TARGET y FUNCTION {function}",
        Function = new FunctionSignature("public", function, [new ModelParameter("x", type)], "float8"),
        Settings = [new Setting("S3_BUCKET", "any"), new Setting("MAX_RUNTIME", "60")],
        Training = new TrainingDefinition { Table = "t", TargetColumn = "y" },
    };

    private protected VersionKey Begin(string name, CreateMode mode = CreateMode.Create, string? function = null, string actor = "ann") =>
        Models.Begin(new NewVersion(Name(name), actor, mode, Definition(function ?? name)))!.Key;

    private protected ModelRecord MakeReady(string name, CreateMode mode = CreateMode.Create, string? function = null)
    {
        var version = Begin(name, mode, function);
        Models.Complete(version, Artifact, [new Metric("validation:accuracy", 0.75)]);
        return Models.Activate(version);
    }

    private protected static SqlInferenceException Refused(ErrorCondition condition, Action action)
    {
        var exception = Assert.Throws<SqlInferenceException>(action);
        Assert.Equal(condition, exception.Condition);
        return exception;
    }
}
