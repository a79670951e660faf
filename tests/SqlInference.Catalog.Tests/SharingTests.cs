using System.Globalization;
using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

public abstract class SharingTests(CatalogPlace place) : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        place.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [CatalogFact]
    public void Processes_that_start_at_once_share_one_catalog_and_lose_nothing()
    {
        // Neither the file nor the folder for artifacts is there yet: all three create and migrate at once.
        HostProcess[] hosts = [.. Enumerable.Range(1, 3).Select(seed => HostProcess.Start("SqlInference.Catalog.CrashHost", "hammer", _folder.Path, place.Address, $"{seed}", "150"))];
        var begun = hosts.Select(host => int.Parse(host.Finish()[0], CultureInfo.InvariantCulture)).ToArray();
        Array.ForEach(hosts, host => host.Dispose());

        Integrity.Check(place, _folder.Path);
        using var catalog = place.Open();
        var recorded = catalog.AuditTrail.Newest(100_000).Count(record => record.Action == "CREATE MODEL");
        Assert.All(begun, count => Assert.True(count > 0));
        Assert.Equal(begun.Sum(), recorded);
    }

    [CatalogFact]
    public void Threads_of_one_process_share_one_catalog()
    {
        using var catalog = place.Open();
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

    [CatalogTheory]
    [InlineData("begin: before commit", false)]
    [InlineData("complete: before commit", true)]
    [InlineData("activate: before commit", true)]
    public void A_process_that_is_killed_leaves_nothing_half_made(string step, bool wasBegun)
    {
        using var survivor = place.Open();
        using (var victim = HostProcess.Start("SqlInference.Catalog.CrashHost", "create", _folder.Path, place.Address, step))
        {
            victim.WaitFor(step);
            victim.Kill();
        }

        survivor.Reconcile();
        Assert.Equal(wasBegun ? ModelState.Failed : null, survivor.Models.Find(new ModelName("local", "public", "m"))?.State);
        Integrity.Check(place, _folder.Path);
    }

    public sealed class OnSqlite() : SharingTests(new SqlitePlace());

    [Collection(OnPostgreSql.Name)]
    public sealed class OnPostgres(PostgresCatalogs server) : SharingTests(server.NewPlace());

    [Collection(OnSqlServer.Name)]
    public sealed class InSqlServer() : SharingTests(SqlServerCatalogs.NewPlace());
}
