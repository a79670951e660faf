using System.Formats.Tar;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public sealed class BackupTests : CatalogFixture
{
    readonly ArtifactStore _store;

    public BackupTests()
        : base(new SqlitePlace()) => _store = new ArtifactStore(Folder["data"], Clock);

    string Data => Folder["data"];

    [Theory]
    [InlineData("b.tar")]
    [InlineData("b")]
    public void What_is_restored_is_what_was_backed_up(string target)
    {
        using (var catalog = OpenData())
        {
            Make(catalog, "m", "abc");
            Make(catalog, "n", "abd");
            catalog.Tokens.Create(new NewAccess { Name = "bi", Role = AccessRole.Admin, Actor = "ann" });
            File.WriteAllText(Folder["tables"], "tables");
            var told = new List<string>();
            CatalogBackup.Create(Data, Folder[target], new Dictionary<string, string> { ["warehouse.duckdb"] = Folder["tables"] }, (what, _) => told.Add(what));
            Make(catalog, "later", "abe");
            Assert.Equal(["Copying", "Checking"], told.Distinct());
        }

        CatalogBackup.Restore(Folder[target], Folder["restored"], (_, _) => { });

        using var restored = CatalogDatabase.Open(Folder["restored/catalog.db"]);
        var artifacts = new ArtifactStore(Folder["restored"]);
        Assert.Equal(["m", "n"], restored.Models.List().Select(model => model.Name.Name));
        Assert.All(restored.Models.List(), model => artifacts.Verify(restored.Models.Versions(model.Id)[0].ArtifactId!));
        Assert.Equal("bi", Assert.Single(restored.Tokens.List()).Owner.Name);
        Assert.Equal("tables", File.ReadAllText(Folder["restored/warehouse.duckdb"]));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Folder.Path), path => path.Contains(".part", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("b.tar")]
    [InlineData("b")]
    public async Task A_backup_is_whole_while_models_come_and_go(string target)
    {
        using var catalog = CatalogDatabase.Open(Path.Combine(Data, "catalog.db"), new CatalogOptions { OrphanGrace = TimeSpan.FromSeconds(60) });
        var store = new ArtifactStore(Data);
        for (var i = 0; i < 20; i++)
        {
            Make(catalog, store, $"m{i}", $"old {i}");
        }

        Age();
        using var stop = new CancellationTokenSource();
        var rounds = 0;
        var changing = Task.Run(() =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref rounds))
            {
                catalog.Models.Drop(Name($"m{rounds % 20}"), "ann");
                catalog.Reconcile(store);
                Make(catalog, store, $"m{rounds % 20}", $"new {rounds}");
            }
        });
        for (var round = 0; round < 3; round++)
        {
            // On a slow disk a change takes longer than a backup.
            var before = Volatile.Read(ref rounds);
            SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before || changing.IsCompleted, TimeSpan.FromSeconds(60));
            CatalogBackup.Create(Data, Folder[$"{round}{target}"], new Dictionary<string, string>(), (_, _) => { });
        }

        await stop.CancelAsync();
        await changing;
        for (var round = 0; round < 3; round++)
        {
            CatalogBackup.Restore(Folder[$"{round}{target}"], Folder[$"restored{round}"], (_, _) => { });
            using var restored = CatalogDatabase.Open(Folder[$"restored{round}/catalog.db"]);
            var artifacts = new ArtifactStore(Folder[$"restored{round}"]);
            var ready = restored.Models.List().Where(model => model.State == ModelState.Ready).ToArray();
            Assert.InRange(ready.Length, 18, 20);
            Assert.All(ready, model => artifacts.Verify(restored.Models.Versions(model.Id)[^1].ArtifactId!));
        }
    }

    [Fact]
    public void An_old_artifact_whose_model_is_dropped_after_the_snapshot_is_not_swept_away()
    {
        using var catalog = CatalogDatabase.Open(Path.Combine(Data, "catalog.db"));
        var store = new ArtifactStore(Data);
        Make(catalog, store, "m", "abc");
        Make(catalog, store, "n", "abd");
        Age();
        var (dropped, swept) = (false, 0);
        CatalogBackup.Create(Data, Folder["b.tar"], new Dictionary<string, string>(), (what, _) => DropOnce());

        Assert.Equal((true, 0), (dropped, swept));
        Restore("b.tar", "restored");
        Age();
        Assert.Equal(2, catalog.Reconcile(store).RemovedArtifacts);

        // Copying begins when the snapshot has been taken.
        void DropOnce()
        {
            if (dropped)
                return;
            dropped = true;
            catalog.Models.Drop(Name("m"), "ann");
            catalog.Models.Drop(Name("n"), "ann");
            swept = catalog.Reconcile(store).RemovedArtifacts;
        }
    }

    [Fact]
    public void A_damaged_artifact_ends_the_backup_and_leaves_nothing()
    {
        using (var catalog = OpenData())
        {
            Make(catalog, "m", "abc");
        }

        File.WriteAllText(ArtifactFiles(Data).Single(path => path.EndsWith("m.bin", StringComparison.Ordinal)), "abd");

        Refused(ErrorConditions.ModelFileInvalid, () => CatalogBackup.Create(Data, Folder["b.tar"], new Dictionary<string, string>(), (_, _) => { }));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Folder.Path), path => Path.GetFileName(path).StartsWith("b.", StringComparison.Ordinal));
    }

    [Fact]
    public void Backups_go_where_nothing_is_and_come_from_where_a_catalog_is()
    {
        File.WriteAllText(Folder["b.tar"], "");
        Assert.Equal($"There is something at '{Folder["b.tar"]}' already.", Fails(ErrorConditions.DataFolderUnusable, () => BackUp(Data, "b.tar")));
        Assert.Equal($"There is no catalog in '{Folder["nowhere"]}'.", Fails(ErrorConditions.DataFolderUnusable, () => BackUp(Folder["nowhere"], "c.tar")));
        Assert.False(Directory.Exists(Folder["nowhere"]));
    }

    [Theory]
    [InlineData("b.tar")]
    [InlineData("b")]
    public void A_folder_with_anything_in_it_is_left_alone(string target)
    {
        OpenData().Dispose();
        BackUp(Data, target);
        Directory.CreateDirectory(Folder["full"]);
        File.WriteAllText(Folder["full/file"], "mine");

        Assert.Equal($"The folder '{Folder["full"]}' is not empty.", Fails(ErrorConditions.DataFolderUnusable, () => Restore(target, "full")));
        Assert.Equal("mine", File.ReadAllText(Folder["full/file"]));
        Directory.CreateDirectory(Folder["empty"]);
        Restore(target, "empty");
        Assert.True(File.Exists(Folder["empty/catalog.db"]));
    }

    [Fact]
    public void An_archive_that_was_cut_off_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(Folder[Sample("b.tar")]);
        foreach (var length in new[] { 0, 100, 512, 5000, whole.Length / 2, whole.Length - 3000 })
        {
            File.WriteAllBytes(Folder["cut.tar"], whole[..length]);
            Fails(ErrorConditions.BackupInvalid, () => Restore("cut.tar", "restored"));
        }

        NothingIsLeft();
    }

    [Fact]
    public void Something_else_than_an_archive_is_refused()
    {
        File.WriteAllText(Folder["diary.tar"], string.Concat(Enumerable.Repeat("This is a diary. ", 1000)));
        Assert.Equal($"The backup '{Folder["diary.tar"]}' cannot be used: it is no archive, or was cut off.", Fails(ErrorConditions.BackupInvalid, () => Restore("diary.tar", "restored")));
        Assert.Equal($"The backup '{Folder["none.tar"]}' cannot be used: there is no such file or folder.", Fails(ErrorConditions.BackupInvalid, () => Restore("none.tar", "restored")));
        NothingIsLeft();
    }

    [Theory]
    [InlineData("changed", "the file 'catalog.db' was changed")]
    [InlineData("missing", "the file 'catalog.db' is missing")]
    [InlineData("added", "the file 'added' was added")]
    [InlineData("no manifest", "it has no backup.json, so it was broken off or is something else")]
    [InlineData("manifest", "its backup.json is not that of a backup")]
    [InlineData("version", "it is of version 2, and this program reads up to version 1")]
    [InlineData("empty list", "the file 'catalog.db' was added")]
    public void Every_damage_is_named(string damage, string why)
    {
        Sample("b");
        var manifest = Folder["b/backup.json"];
        switch (damage)
        {
            case "changed":
                using (var file = File.OpenWrite(Folder["b/catalog.db"]))
                    file.Write("x"u8);
                break;
            case "missing":
                File.Delete(Folder["b/catalog.db"]);
                break;
            case "added":
                File.WriteAllText(Folder["b/added"], "");
                break;
            case "no manifest":
                File.Delete(manifest);
                break;
            case "manifest":
                File.WriteAllText(manifest, "{}");
                break;
            case "version":
                File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));
                break;
            default:
                Array.ForEach([.. ArtifactFiles(Folder["b"])], File.Delete);
                File.WriteAllText(manifest, """{"format":"sqlinference-backup","version":1,"createdAt":"2026-01-01T00:00:00Z","files":[]}""");
                break;
        }

        Assert.Equal($"The backup '{Folder["b"]}' cannot be used: {why}.", Fails(ErrorConditions.BackupInvalid, () => Restore("b", "restored")));
        NothingIsLeft();
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("a/../../outside")]
    public void Names_that_lead_elsewhere_are_refused(string name)
    {
        WriteTar(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes("x")) });

        Assert.Equal($"The backup '{Folder["b.tar"]}' cannot be used: The file name '{name}' cannot be in an artifact.", Fails(ErrorConditions.BackupInvalid, () => Restore("b.tar", "restored")));
        Assert.False(File.Exists(Folder["outside"]));
    }

    [Fact]
    public void Links_and_doubles_in_an_archive_are_refused()
    {
        WriteTar(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" });
        Assert.Equal($"The backup '{Folder["b.tar"]}' cannot be used: 'link' is no file.", Fails(ErrorConditions.BackupInvalid, () => Restore("b.tar", "restored")));
        File.Delete(Folder["b.tar"]);
        WriteTar(new PaxTarEntry(TarEntryType.RegularFile, "a"), new PaxTarEntry(TarEntryType.RegularFile, "a"));
        Assert.Equal($"The backup '{Folder["b.tar"]}' cannot be used: the file 'a' is in it twice.", Fails(ErrorConditions.BackupInvalid, () => Restore("b.tar", "restored")));
    }

    [Fact]
    public void A_cancelled_backup_or_restore_leaves_nothing()
    {
        Sample("b.tar");
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => CatalogBackup.Create(Data, Folder["c.tar"], new Dictionary<string, string>(), (_, _) => { }, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => CatalogBackup.Restore(Folder["b.tar"], Folder["restored"], (_, _) => { }, cancelled));

        Assert.False(File.Exists(Folder["c.tar"]));
        NothingIsLeft();
    }

    CatalogDatabase OpenData() => CatalogDatabase.Open(Path.Combine(Data, "catalog.db"), Clock);

    string Sample(string target)
    {
        using (var catalog = OpenData())
        {
            Make(catalog, "m", "abc");
        }

        BackUp(Data, target);
        return target;
    }

    void BackUp(string data, string target) => CatalogBackup.Create(data, Folder[target], new Dictionary<string, string>(), (_, _) => { });

    void Restore(string backup, string folder) => CatalogBackup.Restore(Folder[backup], Folder[folder], (_, _) => { });

    void Make(CatalogDatabase catalog, string name, string content) => Make(catalog, _store, name, content);

    static void Make(CatalogDatabase catalog, ArtifactStore store, string name, string content)
    {
        using var writer = store.Create("test");
        writer.AddFile("m.bin", Encoding.UTF8.GetBytes(content));
        var version = catalog.Models.Begin(new NewVersion(Name(name), "ann", CreateMode.Create, Definition(name)))!.Key;
        catalog.Models.Complete(version, writer.Commit(), []);
        catalog.Models.Activate(version);
    }

    void Age()
    {
        foreach (var id in _store.List())
        {
            Directory.SetLastWriteTimeUtc(Path.Combine(Data, "artifacts", id[..2], id), DateTime.UtcNow.AddDays(-3));
        }
    }

    static IEnumerable<string> ArtifactFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(folder, "artifacts"), "*", SearchOption.AllDirectories);

    void WriteTar(params TarEntry[] entries)
    {
        using var tar = new TarWriter(File.Create(Folder["b.tar"]));
        foreach (var entry in entries)
        {
            tar.WriteEntry(entry);
        }
    }

    void NothingIsLeft()
    {
        Assert.False(Directory.Exists(Folder["restored"]));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Folder.Path), path => path.Contains(".part", StringComparison.Ordinal));
    }

    static string Fails(ErrorCondition condition, Action action) => Refused(condition, action).Message;
}
