using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Catalog.Tests;

public sealed class ArtifactTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly ManualClock _clock = new();
    readonly ArtifactStore _store;

    public ArtifactTests() => _store = new ArtifactStore(_folder.Path, _clock);

    string Staging => Path.Combine(_folder.Path, "artifacts", ".staging");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_id_is_the_hash_of_a_manifest_with_sorted_members()
    {
        using var writer = _store.Create("onnx");
        writer.AddFile("model.onnx", "abc"u8);
        writer.AddFile("a/labels.txt", ""u8);
        writer.Properties["z"] = 1;
        writer.Properties["inputs"] = new System.Text.Json.Nodes.JsonObject { ["b"] = "ü", ["a"] = null };
        var id = writer.Commit();

        var bytes = File.ReadAllBytes(PathInStore(id, "manifest.json"));
        Assert.Equal(
            """{"files":[{"name":"a/labels.txt","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"""
            + """{"name":"model.onnx","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","size":3}],"format":"onnx","properties":{"inputs":{"a":null,"b":"\u00FC"},"z":1}}""",
            System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), id);
        Assert.Equal("abc", File.ReadAllText(_store.PathOf(id, "model.onnx")));
        Assert.Equal(2, _store.Verify(id).Files.Count);
        Assert.Equal(1, (int)_store.Read(id).Properties["z"]!);
    }

    [Fact]
    public void The_same_content_twice_is_one_artifact()
    {
        var id = Write("abc");

        Assert.Equal(id, Write("abc"));
        Assert.NotEqual(id, Write("abd"));
        Assert.Equal(2, _store.List().Count());
        Assert.Empty(Directory.GetFileSystemEntries(Staging));
    }

    [Fact]
    public void Files_may_be_written_straight_into_the_folder()
    {
        using var writer = _store.Create("test");
        File.WriteAllText(Path.Combine(writer.Folder, "m.bin"), "abc");

        Assert.Equal(["m.bin"], _store.Verify(writer.Commit()).Files.Select(file => file.Name));
    }

    [Fact]
    public void What_is_not_committed_is_not_there()
    {
        using (var writer = _store.Create("test"))
        {
            writer.AddFile("m.bin", "abc"u8);
        }

        Assert.Empty(_store.List());
        Assert.Empty(Directory.GetFileSystemEntries(Staging));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("removed")]
    [InlineData("added")]
    [InlineData("manifest")]
    public void Damage_is_found_and_writing_the_content_again_mends_it(string damage)
    {
        var id = Write("abc");
        switch (damage)
        {
            case "changed":
                File.WriteAllText(PathInStore(id, "m.bin"), "abd");
                break;
            case "removed":
                File.Delete(PathInStore(id, "m.bin"));
                break;
            case "added":
                File.WriteAllText(PathInStore(id, "n.bin"), "");
                break;
            default:
                File.AppendAllText(PathInStore(id, "manifest.json"), " ");
                break;
        }

        var exception = Assert.Throws<SqlInferenceException>(() => _store.Verify(id));
        Assert.Equal(ErrorConditions.ModelFileInvalid, exception.Condition);
        Assert.Contains(id, exception.Message, StringComparison.Ordinal);

        Assert.Equal(id, Write("abc"));
        _store.Verify(id);
        Assert.Empty(Directory.GetFileSystemEntries(Staging));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("a//b")]
    [InlineData("./x")]
    [InlineData("a\\b")]
    [InlineData("c:x")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void Names_that_lead_elsewhere_are_refused(string name)
    {
        using var writer = _store.Create("test");

        Assert.Equal(ErrorConditions.ModelPathNotAllowed, Assert.Throws<SqlInferenceException>(() => writer.CreateFile(name)).Condition);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Links_are_refused(bool toFolder)
    {
        using var writer = _store.Create("test");
        var link = Path.Combine(writer.Folder, "link");
        FileSystemInfo made = toFolder ? Directory.CreateSymbolicLink(link, "/etc") : File.CreateSymbolicLink(link, "/etc/hostname");
        Assert.NotNull(made.LinkTarget);

        Assert.Equal(ErrorConditions.ModelPathNotAllowed, Assert.Throws<SqlInferenceException>(() => writer.Commit()).Condition);
        Assert.Equal(ErrorConditions.ModelPathNotAllowed, Assert.Throws<SqlInferenceException>(() => writer.CreateFile("link/x")).Condition);
        Assert.Empty(_store.List());
    }

    [Fact]
    public void The_manifest_is_not_a_file_of_the_artifact()
    {
        using var writer = _store.Create("test");
        writer.AddFile("manifest.json", "{}"u8);

        Assert.Throws<SqlInferenceException>(() => writer.Commit());
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("../../etc")]
    [InlineData("")]
    public void An_unknown_id_is_said_to_be_missing(string id)
    {
        Assert.False(_store.Exists(id));
        Assert.Equal(ErrorConditions.ModelFileMissing, Assert.Throws<SqlInferenceException>(() => _store.Read(id)).Condition);
    }

    [Fact]
    public void Only_files_of_the_manifest_are_handed_out()
    {
        var id = Write("abc");
        File.WriteAllText(PathInStore(id, "added"), "");

        Assert.Equal(ErrorConditions.ModelFileMissing, Assert.Throws<SqlInferenceException>(() => _store.PathOf(id, "added")).Condition);
    }

    [Fact]
    public void Orphans_go_after_the_grace_period_and_the_rest_stays()
    {
        using var catalog = CatalogDatabase.Open(_folder.CatalogPath, new CatalogOptions { TimeProvider = _clock, OrphanGrace = TimeSpan.FromHours(1) });
        var version = catalog.Models.Begin(new NewVersion(
            new ModelName("local", "public", "m"), "ann", CreateMode.Create, new ModelDefinition { Kind = ModelKind.Local, Statement = "" }))!.Key;
        var (kept, orphan) = (Write("kept"), Write("orphan"));
        catalog.Models.Complete(version, kept, []);
        catalog.Models.Activate(version);
        using var abandoned = _store.Create("test");

        Assert.Equal(0, catalog.Reconcile(_store).RemovedArtifacts);
        _clock.Advance(TimeSpan.FromMinutes(61));
        var young = Write("young");
        Assert.Equal(2, catalog.Reconcile(_store).RemovedArtifacts);

        Assert.Equal(new[] { kept, young }.Order(StringComparer.Ordinal), _store.List().Order(StringComparer.Ordinal));
        Assert.False(_store.Exists(orphan));
        Assert.False(Directory.Exists(abandoned.Folder));
    }

    [Fact]
    public void An_orphan_that_is_written_again_while_it_is_swept_stays()
    {
        var id = Write("abc");
        _clock.Advance(TimeSpan.FromHours(2));

        // The sweep asks for references when it has chosen what to look at.
        var removed = _store.RemoveOrphans(
            () =>
            {
                Write("abc");
                return [];
            },
            TimeSpan.FromHours(1));

        Assert.Equal(0, removed);
        _store.Verify(id);
        Assert.Empty(Directory.GetFileSystemEntries(Staging));
    }

    string Write(string content)
    {
        using var writer = _store.Create("test");
        writer.AddFile("m.bin", System.Text.Encoding.UTF8.GetBytes(content));
        return writer.Commit();
    }

    string PathInStore(string id, string name) => Path.Combine(_folder.Path, "artifacts", id[..2], id, name);
}
