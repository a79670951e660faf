using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// A data folder's catalog and artifacts as they were at one instant, in a folder or a tar archive. A service may work
/// on the folder meanwhile.
/// </summary>
public static class CatalogBackup
{
    /// <summary>Writes a backup to a path where there is nothing yet, reads it again and checks it.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="target">A path that ends in <c>.tar</c> becomes an archive, any other a folder.</param>
    /// <param name="others">Further files by their names in the data folder, which nobody changes meanwhile.</param>
    /// <param name="progress">Told what is being done and how far it is.</param>
    public static void Create(
        string folder, string target, IReadOnlyDictionary<string, string> others, Action<string, double> progress, CancellationToken cancellation = default)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (Path.Exists(target))
        {
            throw new SqlInferenceException(
                ErrorConditions.DataFolderUnusable, $"There is something at '{target}' already.", "Give the backup a name of its own.");
        }

        var unfinished = $"{target}.{Guid.NewGuid():N}.part";
        var copy = unfinished + ".db";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Write(folder, unfinished, copy, BackupFormat.IsTar(target), others, progress, cancellation);
            new BackupReader(unfinished, fraction => progress("Checking", fraction), cancellation).Read(null);
            Directory.Move(unfinished, target);
            DurableFiles.SyncFolder(Path.GetDirectoryName(target)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Unusable(Path.GetDirectoryName(target)!, exception);
        }
        finally
        {
            Discard(copy);
            Discard(unfinished);
        }
    }

    /// <summary>Puts a backup into a folder that is absent or empty: all of it, or nothing.</summary>
    public static void Restore(string backup, string folder, Action<string, double> progress, CancellationToken cancellation = default)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RefuseUnlessEmpty(folder);
        var unfinished = $"{folder}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(unfinished);
            new BackupReader(backup, fraction => progress("Reading", fraction), cancellation).Read(unfinished);
            Check(backup, unfinished, progress, cancellation);
            RefuseUnlessEmpty(folder);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(unfinished, folder);
            DurableFiles.SyncFolder(Path.GetDirectoryName(folder)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Unusable(folder, exception);
        }
        finally
        {
            Discard(unfinished);
        }
    }

    static void Write(
        string folder, string unfinished, string copy, bool asTar, IReadOnlyDictionary<string, string> others,
        Action<string, double> progress, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(folder, BackupFormat.Catalog)))
        {
            throw new SqlInferenceException(
                ErrorConditions.DataFolderUnusable, $"There is no catalog in '{folder}'.",
                "Name the data folder with --data. A catalog in PostgreSQL is backed up by pg_dump, and then by a copy of the model files.");
        }

        var store = new ArtifactStore(folder);
        var artifacts = Snapshot(folder, store, copy);
        using var writer = new BackupWriter(unfinished, asTar);
        var files = new List<ArtifactFile>();
        Add(BackupFormat.Catalog, copy);
        foreach (var (name, path) in others)
        {
            Add(name, path);
        }

        foreach (var (id, done) in artifacts.Select((id, done) => (id, done)))
        {
            progress("Copying", (double)done / artifacts.Count);
            foreach (var file in store.Verify(id).Files.Select(file => file.Name).Append(ArtifactManifest.FileName))
            {
                Add($"{BackupFormat.Artifacts}{id[..2]}/{id}/{file}", Path.Combine(folder, "artifacts", id[..2], id, file));
            }
        }

        using var manifest = new MemoryStream(
            new BackupManifest(BackupManifest.FormatName, BackupManifest.CurrentVersion, DateTimeOffset.UtcNow, files).ToBytes());
        writer.Add(BackupFormat.Manifest, manifest);

        void Add(string name, string path)
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(DurableFiles.Hash(path, name));
            using var content = File.OpenRead(path);
            writer.Add(name, content);
        }
    }

    // What the copy will refer to is referred to now, or was made or made young after now: nothing of it is removed
    // before the grace period is over, even if its model is dropped meanwhile.
    static IReadOnlyList<string> Snapshot(string folder, ArtifactStore store, string copy)
    {
        using (var catalog = CatalogDatabase.Open(Path.Combine(folder, BackupFormat.Catalog)))
        {
            store.Keep(catalog.ReferencedArtifacts());
            catalog.CopyTo(copy);
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return CatalogDatabase.ArtifactsOf(copy);
    }

    static void Check(string backup, string folder, Action<string, double> progress, CancellationToken cancellation)
    {
        try
        {
            var store = new ArtifactStore(folder);
            using var catalog = CatalogDatabase.Open(Path.Combine(folder, BackupFormat.Catalog));
            var artifacts = catalog.ReferencedArtifacts();
            foreach (var (id, done) in artifacts.Select((id, done) => (id, done)))
            {
                cancellation.ThrowIfCancellationRequested();
                progress("Checking", (double)done / artifacts.Count);
                store.Verify(id);
            }
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.CatalogUnusable
            || exception.Condition == ErrorConditions.ModelFileInvalid || exception.Condition == ErrorConditions.ModelFileMissing)
        {
            throw BackupFormat.Invalid(backup, exception.Message.TrimEnd('.'), exception);
        }
    }

    static void RefuseUnlessEmpty(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new SqlInferenceException(
                ErrorConditions.DataFolderUnusable, $"The folder '{folder}' is not empty.", "Restore into a folder that is empty or not there yet.");
        }
    }

    static void Discard(string unfinished)
    {
        if (File.Exists(unfinished))
            File.Delete(unfinished);
        else if (Directory.Exists(unfinished))
            ArtifactStore.TryDelete(unfinished);
    }
}
