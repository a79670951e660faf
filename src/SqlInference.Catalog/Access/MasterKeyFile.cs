using System.Security.Cryptography;
using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>A master key on disk: 32 bytes in a file that its owner alone may read.</summary>
public static class MasterKeyFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the key.</summary>
    public static MasterKey Load(string path)
    {
        try
        {
            CheckMode(path);
            var bytes = File.ReadAllBytes(path);
            return bytes.Length == MasterKey.Length ? new(bytes) : throw Invalid(
                $"The master key file '{path}' has {bytes.Length} bytes and not {MasterKey.Length}.",
                "Put the file back that was made with the first access key.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid(
                $"There is no master key file '{path}'.",
                "Name the file with the key; 'sqlinference key create' makes one where there is none.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"The master key file '{path}' cannot be read: {exception.Message}", "Give this user, and no other, the right to read it.", exception);
        }
    }

    /// <summary>Reads the key, or makes a random one if there is no such file. Of two processes at once one makes it.</summary>
    public static MasterKey LoadOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Create(Path.GetFullPath(path));
        }

        return Load(path);
    }

    static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".master-key-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(temporary, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(MasterKey.Length));
                file.Flush(flushToDisk: true);
            }

            // It appears whole, and never in place of another's.
            DurableFiles.TryPlace(temporary, path);
            DurableFiles.SyncFolder(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FolderErrors.Unusable(folder, exception);
        }
    }

    static void CheckMode(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly & ~UnixFileMode.UserExecute) != 0)
        {
            throw Invalid($"The master key file '{path}' can be read by others.", $"Run: chmod 600 '{path}'");
        }
    }

    static SqlInferenceException Invalid(string message, string hint, Exception? inner = null) =>
        new(ErrorConditions.ConfigurationInvalid, message, hint, inner);
}
