using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// Artifacts in a folder: <c>artifacts/&lt;first two digits&gt;/&lt;SHA-256 of the manifest&gt;/</c>. An artifact appears
/// whole or not at all and never changes. Many processes may share a store.
/// </summary>
public sealed class ArtifactStore
{
    readonly string _folder;
    readonly string _staging;
    readonly TimeProvider _time;
    readonly IStepObserver? _observer;

    public ArtifactStore(string folder, TimeProvider? timeProvider = null)
        : this(folder, timeProvider, null)
    {
    }

    internal ArtifactStore(string folder, TimeProvider? timeProvider, IStepObserver? observer)
    {
        _folder = Path.Combine(Path.GetFullPath(folder), "artifacts");
        _staging = Path.Combine(_folder, ".staging");
        _time = timeProvider ?? TimeProvider.System;
        _observer = observer;
        Guard(() => Directory.CreateDirectory(_staging));
    }

    /// <summary>Begins an artifact of a format such as <c>onnx</c>.</summary>
    public ArtifactWriter Create(string format) => Guard(() =>
    {
        var folder = Path.Combine(_staging, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        Touch(folder);
        Reached("artifact: begun");
        return new ArtifactWriter(this, folder, format);
    });

    public bool Exists(string id) => ArtifactNames.IsId(id) && Directory.Exists(FolderOf(id));

    /// <summary>The manifest of an artifact, checked against its id; the files are not read.</summary>
    public ArtifactManifest Read(string id)
    {
        var path = Path.Combine(Require(id), ArtifactManifest.FileName);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == id && ArtifactManifest.Parse(bytes) is { } manifest
            ? manifest
            : throw Damaged(id, $"{ArtifactManifest.FileName} is missing or was changed");
    }

    /// <summary>The path of a file of an artifact. Names that are not in the manifest are refused.</summary>
    public string PathOf(string id, string name)
    {
        if (!Read(id).Files.Any(file => file.Name == name))
        {
            throw new SqlInferenceException(
                ErrorConditions.ModelFileMissing, $"The artifact {id} has no file '{name}'.", "Create the model again.");
        }

        return ArtifactNames.PathWithin(FolderOf(id), name);
    }

    /// <summary>Reads every file and throws if anything is missing, changed or added.</summary>
    public ArtifactManifest Verify(string id)
    {
        var manifest = Read(id);
        return FindDamage(id, manifest) is { } damage ? throw Damaged(id, damage) : manifest;
    }

    /// <summary>The ids of all artifacts.</summary>
    public IEnumerable<string> List() => Directory.EnumerateDirectories(_folder)
        .Where(shelf => Path.GetFileName(shelf).Length == 2)
        .SelectMany(Directory.EnumerateDirectories)
        .Select(folder => Path.GetFileName(folder))
        .Where(ArtifactNames.IsId);

    /// <summary>
    /// Deletes half-written artifacts and those that no version refers to, unless they are younger than the grace
    /// period. The references are asked for after the candidates are known, so that one committed and referred to in
    /// between is safe.
    /// </summary>
    internal int RemoveOrphans(Func<HashSet<string>> references, TimeSpan grace)
    {
        var before = _time.GetUtcNow().UtcDateTime - grace;
        var removed = Directory.GetDirectories(_staging).Where(folder => IsOlder(folder, before)).Count(TryDelete);
        var candidates = List().Where(id => IsOlder(FolderOf(id), before)).ToArray();
        if (candidates.Length > 0)
        {
            var referenced = references();
            removed += candidates.Where(id => !referenced.Contains(id)).Count(id => RemoveUnlessTouched(id, before));
        }

        return removed;
    }

    /// <summary>Makes artifacts as young as new ones, so that none of them is removed within the grace period.</summary>
    internal void Keep(IEnumerable<string> ids)
    {
        foreach (var id in ids.Where(Exists))
        {
            try
            {
                Touch(FolderOf(id));
            }
            catch (DirectoryNotFoundException)
            {
                // It is being removed: nothing referred to it.
            }
        }
    }

    internal void MoveIntoPlace(string staged, string id)
    {
        var target = FolderOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        while (!TryMove(staged, target))
        {
            if (TryKeep(id, target))
            {
                TryDelete(staged);
                return;
            }
        }

        Touch(target);
        DurableFiles.SyncFolder(Path.GetDirectoryName(target)!);
        DurableFiles.SyncFolder(_folder);
        Reached("artifact: in place");
    }

    internal void Reached(string step) => _observer?.Reached(step);

    internal void Guard(Action work) => Guard(() =>
    {
        work();
        return true;
    });

    internal T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    internal SqlInferenceException Unusable(Exception exception) => FolderErrors.Unusable(_folder, exception);

    internal static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else is deleting it, or it stays until the next sweep.
            return false;
        }
    }

    string FolderOf(string id) => Path.Combine(_folder, id[..2], id);

    string Require(string id) => Exists(id) ? FolderOf(id) : throw new SqlInferenceException(
        ErrorConditions.ModelFileMissing,
        $"The artifact {id} is not in {_folder}.",
        "Restore the folder from a backup, or create the model again.");

    SqlInferenceException Damaged(string id, string damage) => new(
        ErrorConditions.ModelFileInvalid,
        $"The artifact {id} in {_folder} is damaged: {damage}.",
        "Restore it from a backup, or create the model again.");

    string? FindDamage(string id, ArtifactManifest manifest)
    {
        var folder = FolderOf(id);
        var expected = manifest.Files.Select(file => file.Name).Append(ArtifactManifest.FileName).Order(StringComparer.Ordinal);
        if (!ArtifactNames.FilesIn(folder).SequenceEqual(expected))
        {
            return "files are missing or were added";
        }

        var changed = manifest.Files.FirstOrDefault(file => DurableFiles.Hash(ArtifactNames.PathWithin(folder, file.Name), file.Name) != file);
        return changed is null ? null : $"'{changed.Name}' was changed";
    }

    static bool TryMove(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException) when (Directory.Exists(to) && Directory.Exists(from))
        {
            return false;
        }
    }

    /// <summary>Uses what is there already, made young again; what turns out damaged makes room for the new copy.</summary>
    bool TryKeep(string id, string target)
    {
        try
        {
            Touch(target);
            Verify(id);
            return true;
        }
        catch (Exception exception) when (exception is IOException or SqlInferenceException)
        {
            if (TryMoveAside(target) is { } aside)
            {
                TryDelete(aside);
            }

            return false;
        }
    }

    // Looked at again once it is out of reach: whoever wants the same content meanwhile either touched it in time, and
    // it goes back, or finds it absent and puts a copy in its place.
    bool RemoveUnlessTouched(string id, DateTime before)
    {
        var target = FolderOf(id);
        if (TryMoveAside(target) is not { } aside)
        {
            return false;
        }

        return IsOlder(aside, before) || !TryMove(aside, target) ? TryDelete(aside) : false;
    }

    string? TryMoveAside(string folder)
    {
        var aside = Path.Combine(_staging, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.Move(folder, aside);
            return aside;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    void Touch(string folder) => Directory.SetLastWriteTimeUtc(folder, _time.GetUtcNow().UtcDateTime);

    static bool IsOlder(string folder, DateTime before) => Directory.GetLastWriteTimeUtc(folder) <= before;
}
