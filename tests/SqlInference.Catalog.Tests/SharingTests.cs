using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

public sealed class SharingTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Processes_that_start_at_once_share_one_catalog_and_lose_nothing()
    {
        // Neither the file nor the folder for artifacts is there yet: all three create and migrate at once.
        HostProcess[] hosts = [.. Enumerable.Range(1, 3).Select(seed => HostProcess.Start("SqlInference.Catalog.CrashHost", "hammer", _folder.Path, $"{seed}", "150"))];
        var begun = hosts.Select(host => int.Parse(host.Finish()[0], CultureInfo.InvariantCulture)).ToArray();
        Array.ForEach(hosts, host => host.Dispose());

        Integrity.Check(_folder.Path);
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath);
        var recorded = catalog.AuditTrail.Newest(100_000).Count(record => record.Action == "CREATE MODEL");
        Assert.All(begun, count => Assert.True(count > 0));
        Assert.Equal(begun.Sum(), recorded);
    }

    [Fact]
    public void Threads_of_one_process_share_one_catalog()
    {
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath);
        Parallel.For(0, 40, i =>
        {
            var name = new ModelName("local", "public", $"m{i % 5}");
            var definition = new ModelDefinition { Kind = ModelKind.Remote, Statement = "CREATE MODEL" };
            lock (string.Intern(name.Name))
            {
                var version = catalog.Models.Begin(new NewVersion(name, "ann", CreateMode.OrReplace, definition))!.Key;
                catalog.Models.Complete(version, null, []);
                catalog.Models.Activate(version);
            }
        });

        Assert.All(catalog.Models.List(), model => Assert.Equal(8, model.CurrentVersion));
    }
}
