using System.Formats.Tar;
using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>Reads a backup from its first byte to its last, checking all of it.</summary>
sealed class BackupReader(string backup, Action<double> progress, CancellationToken cancellation)
{
    const int LongestManifest = 256 * 1024 * 1024;

    readonly byte[] _buffer = new byte[1 << 20];
    readonly Dictionary<string, ArtifactFile> _files = [];
    byte[]? _manifest;

    /// <param name="extractTo">An existing folder that gets the files; null to check only.</param>
    public BackupManifest Read(string? extractTo)
    {
        try
        {
            if (Directory.Exists(backup))
                ReadFolder(extractTo);
            else
                ReadTar(extractTo);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw BackupFormat.Invalid(backup, "it is no archive, or was cut off", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BackupFormat.Invalid(backup, "there is no such file or folder", exception);
        }

        var manifest = BackupManifest.Parse(backup, _manifest);
        manifest.Check(backup, _files);
        return manifest;
    }

    void ReadFolder(string? extractTo)
    {
        var names = Guard(() => ArtifactNames.FilesIn(backup));
        for (var i = 0; i < names.Count; i++)
        {
            using var content = File.OpenRead(Path.Combine(backup, names[i]));
            Take(names[i], content, extractTo);
            progress((i + 1.0) / names.Count);
        }
    }

    void ReadTar(string? extractTo)
    {
        using var file = File.OpenRead(backup);
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw BackupFormat.Invalid(backup, $"'{entry.Name}' is no file");
            Take(entry.Name, entry.DataStream ?? Stream.Null, extractTo);
            progress((double)file.Position / file.Length);
        }
    }

    void Take(string name, Stream content, string? extractTo)
    {
        if (name == BackupFormat.Manifest)
        {
            _manifest = ReadManifest(content);
            return;
        }

        if (_files.ContainsKey(name))
            throw BackupFormat.Invalid(backup, $"the file '{name}' is in it twice");
        using var target = extractTo is null ? Stream.Null : Create(extractTo, name);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        for (int count; (count = content.Read(_buffer)) > 0; size += count)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(_buffer.AsSpan(0, count));
            target.Write(_buffer.AsSpan(0, count));
        }

        (target as FileStream)?.Flush(flushToDisk: true);
        _files.Add(name, new(name, Convert.ToHexStringLower(hash.GetHashAndReset()), size));
    }

    byte[] ReadManifest(Stream content)
    {
        using var bytes = new MemoryStream();
        for (int count; (count = content.Read(_buffer)) > 0;)
        {
            bytes.Write(_buffer.AsSpan(0, count));
            if (bytes.Length > LongestManifest)
                throw BackupFormat.Invalid(backup, $"its {BackupFormat.Manifest} is not that of a backup");
        }

        return bytes.ToArray();
    }

    FileStream Create(string folder, string name)
    {
        var path = Guard(() => ArtifactNames.PathWithin(folder, name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new(path, FileMode.CreateNew, FileAccess.Write);
    }

    T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.ModelPathNotAllowed)
        {
            throw BackupFormat.Invalid(backup, exception.Message.TrimEnd('.'), exception);
        }
    }
}
