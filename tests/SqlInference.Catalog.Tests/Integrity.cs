using Dapper;
using Microsoft.Data.Sqlite;

namespace SqlInference.Catalog.Tests;

/// <summary>What must hold of any catalog and store, whatever happened to the processes that wrote them.</summary>
static class Integrity
{
    public static void Check(string folder)
    {
        var path = Path.Combine(folder, "catalog.db");
        CheckDatabase(path);
        Check(CatalogDatabase.Open(path, new CatalogOptions { OrphanGrace = TimeSpan.Zero }), folder);
    }

    public static void Check(CatalogPlace place, string folder) => Check(place.Open(new() { OrphanGrace = TimeSpan.Zero }), folder);

    static void Check(CatalogDatabase opened, string folder)
    {
        using var catalog = opened;
        var artifacts = new ArtifactStore(folder);
        catalog.Reconcile(artifacts);
        foreach (var model in catalog.Models.List())
        {
            CheckModel(catalog, artifacts, model);
        }

        var referenced = catalog.Models.List()
            .SelectMany(model => catalog.Models.Versions(model.Id))
            .Select(version => version.ArtifactId).OfType<string>()
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(referenced, artifacts.List().Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder, "artifacts", ".staging")));
    }

    static void CheckDatabase(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        Assert.Equal(["ok"], connection.Query<string>("PRAGMA integrity_check"));
        Assert.Empty(connection.Query("PRAGMA foreign_key_check"));
        Assert.Equal("wal", connection.ExecuteScalar<string>("PRAGMA journal_mode"));
    }

    static void CheckModel(CatalogDatabase catalog, ArtifactStore artifacts, ModelRecord model)
    {
        var versions = catalog.Models.Versions(model.Id);
        Assert.DoesNotContain(versions, version => version.State == VersionState.Pending);
        var serving = versions.Where(version => version.State == VersionState.Ready).ToArray();
        if (model.State == ModelState.Ready)
        {
            Assert.Equal(model.CurrentVersion, Assert.Single(serving).Number);
            artifacts.Verify(serving[0].ArtifactId!);
            var function = model.Definition.Function!;
            Assert.Equal(model.Id, Assert.Single(catalog.Models.FindByFunction(model.Name.Database, function.Schema, function.Name)).Id);
        }
        else
        {
            Assert.Equal(ModelState.Failed, model.State);
            Assert.NotNull(model.FailureReason);
            Assert.Empty(serving);
        }
    }
}
