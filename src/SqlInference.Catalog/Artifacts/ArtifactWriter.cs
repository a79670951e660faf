using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// An artifact on its way into the store. Files are added through this class or written straight into
/// <see cref="Folder"/>; <see cref="Commit"/> seals them. Disposing without it leaves nothing behind.
/// </summary>
public sealed class ArtifactWriter : IDisposable
{
    readonly ArtifactStore _store;
    readonly string _format;
    bool _finished;

    internal ArtifactWriter(ArtifactStore store, string folder, string format)
    {
        _store = store;
        _format = format;
        Folder = folder;
    }

    /// <summary>Where the files are while the artifact is being written.</summary>
    public string Folder { get; }

    /// <summary>What the manifest says besides its files, such as inputs, labels or training facts; no secrets.</summary>
    public JsonObject Properties { get; } = [];

    /// <summary>Opens a new file. The name is relative and may hold <c>/</c>.</summary>
    public Stream CreateFile(string name) => _store.Guard(() =>
    {
        var path = ArtifactNames.PathWithin(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new ArtifactFileStream(_store, path);
    });

    /// <summary>Copies content into a new file.</summary>
    public void AddFile(string name, Stream content)
    {
        using var file = CreateFile(name);
        content.CopyTo(file);
    }

    public void AddFile(string name, ReadOnlySpan<byte> content)
    {
        using var file = CreateFile(name);
        file.Write(content);
    }

    /// <summary>Seals the artifact and returns its id. The same content always has the same id, and may be committed again.</summary>
    public string Commit() => _store.Guard(() =>
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        var manifest = new ArtifactManifest(_format, [.. ArtifactNames.FilesIn(Folder).Select(Seal)], Properties);
        var bytes = manifest.ToBytes();
        File.WriteAllBytes(Path.Combine(Folder, ArtifactManifest.FileName), bytes);
        DurableFiles.Sync(Path.Combine(Folder, ArtifactManifest.FileName));
        foreach (var folder in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories).Append(Folder))
        {
            DurableFiles.SyncFolder(folder);
        }

        _store.Reached("artifact: staged");
        var id = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _store.MoveIntoPlace(Folder, id);
        _finished = true;
        return id;
    });

    public void Dispose()
    {
        if (!_finished)
        {
            _finished = true;
            ArtifactStore.TryDelete(Folder);
        }
    }

    ArtifactFile Seal(string name)
    {
        if (name == ArtifactManifest.FileName)
        {
            throw new SqlInferenceException(
                ErrorConditions.ModelFileInvalid, $"An artifact cannot hold a file named {name}: it describes the artifact.", "Rename the file.");
        }

        var path = ArtifactNames.PathWithin(Folder, name);
        DurableFiles.Sync(path);
        return DurableFiles.Hash(path, name);
    }
}
