using System.Formats.Tar;

namespace SqlInference.Catalog;

/// <summary>Files on their way into a folder or a tar archive that only its owner can read.</summary>
sealed class BackupWriter : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string? _folder;
    readonly FileStream? _file;
    readonly TarWriter? _tar;

    public BackupWriter(string path, bool asTar)
    {
        if (asTar)
        {
            _file = Create(path);
            _tar = new TarWriter(_file, TarEntryFormat.Pax, leaveOpen: true);
        }
        else
        {
            _folder = path;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    public void Add(string name, Stream content)
    {
        if (_tar is not null)
        {
            _tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = OwnerOnly });
            return;
        }

        var path = ArtifactNames.PathWithin(_folder!, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = Create(path);
        content.CopyTo(file);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes the end of the archive and waits for the disk.</summary>
    public void Dispose()
    {
        _tar?.Dispose();
        _file?.Flush(flushToDisk: true);
        _file?.Dispose();
    }

    static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new(path, options);
    }
}
