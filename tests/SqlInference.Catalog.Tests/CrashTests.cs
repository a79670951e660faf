using SqlInference.TestKit;

namespace SqlInference.Catalog.Tests;

public sealed class CrashTests : IDisposable
{
    static readonly string[] Steps =
    [
        "migrate: 001_initial",
        "migrate: 002_access",
        "migrate: 003_pending_statements",
        "migrate: before commit",
        "migrate: committed",
        "reconcile: before commit",
        "reconcile: committed",
        "begin: before commit",
        "begin: committed",
        "start training: before commit",
        "start training: committed",
        "renew lease: before commit",
        "renew lease: committed",
        "artifact: begun",
        "file: half written",
        "artifact: staged",
        "artifact: in place",
        "complete: before commit",
        "complete: committed",
        "activate: before commit",
        "activate: committed",
    ];

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> AllSteps => [.. Steps];

    public static TheoryData<string> StepsOnAnExistingCatalog => [.. Steps.SkipWhile(step => step != "migrate: before commit")];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_steps_below_are_those_of_a_creation()
    {
        using var host = HostProcess.Start("SqlInference.Catalog.CrashHost", "create", _folder.Path, _folder.CatalogPath, "none");
        Assert.Equal(Steps, host.Finish());
        Integrity.Check(_folder.Path);
    }

    [Theory]
    [MemberData(nameof(AllSteps))]
    public void A_process_killed_while_it_creates_a_model_leaves_it_whole_or_failed_or_absent(string step)
    {
        KillAt(step);

        Integrity.Check(_folder.Path);
        var left = State();
        Assert.Equal(step == "activate: committed", left == ModelState.Ready);
        var wasBegun = Array.IndexOf(Steps, step) >= Array.IndexOf(Steps, "begin: committed");
        Assert.Equal(wasBegun, left is not null);
        CreateAgain();
        Assert.Equal(ModelState.Ready, State());
    }

    [Theory]
    [MemberData(nameof(StepsOnAnExistingCatalog))]
    public void A_process_killed_while_it_replaces_a_model_leaves_the_old_or_the_new(string step)
    {
        CreateAgain();
        KillAt(step);

        Integrity.Check(_folder.Path);
        using (var catalog = CatalogDatabase.Open(_folder.CatalogPath))
        {
            var model = catalog.Models.Get(new ModelName("local", "public", "m"));
            Assert.Equal(ModelState.Ready, model.State);
            Assert.Equal(step == "activate: committed" ? 2 : 1, model.CurrentVersion);
        }

        CreateAgain();
        Integrity.Check(_folder.Path);
    }

    [Fact]
    public void A_catalog_in_a_file_loads_nothing_of_servers()
    {
        using var host = HostProcess.Start("SqlInference.Catalog.CrashHost", "loaded", _folder.Path, _folder.CatalogPath);
        var loaded = host.Finish();
        Assert.Contains("Microsoft.Data.Sqlite", loaded);
        Assert.DoesNotContain("Npgsql", loaded);
    }

    [Fact]
    public void A_process_killed_at_any_moment_leaves_a_catalog_that_others_go_on_with()
    {
        for (var round = 0; round < 6; round++)
        {
            using var survivor = HostProcess.Start("SqlInference.Catalog.CrashHost", "hammer", _folder.Path, _folder.CatalogPath, $"{round}", "40");
            using var victim = HostProcess.Start("SqlInference.Catalog.CrashHost", "hammer", _folder.Path, _folder.CatalogPath, $"{100 + round}", "1000000");

            // Where the survivor is when it ends says nothing about where the victim is.
            survivor.Finish();
            victim.Kill();
            Integrity.Check(_folder.Path);
        }
    }

    void KillAt(string step)
    {
        using var host = HostProcess.Start("SqlInference.Catalog.CrashHost", "create", _folder.Path, _folder.CatalogPath, step);
        host.WaitFor(step);
        host.Kill();
    }

    void CreateAgain()
    {
        using var host = HostProcess.Start("SqlInference.Catalog.CrashHost", "create", _folder.Path, _folder.CatalogPath, "none");
        host.Finish();
    }

    ModelState? State()
    {
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath);
        return catalog.Models.Find(new ModelName("local", "public", "m"))?.State;
    }
}
