using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SqlInference.Catalog;

/// <summary>Getting files and names onto the disk, not only into the cache.</summary>
static partial class DurableFiles
{
    const int ReadOnlyFlag = 0;
    const int AlreadyThere = 17;

    public static void Sync(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes the names in a folder durable. Windows writes them with the files; .NET opens no folders elsewhere.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
        {
            throw LastError(folder);
        }

        try
        {
            if (FileSync(descriptor) != 0)
            {
                throw LastError(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Gives a finished file its name, unless another has it already. Of several at once one succeeds: .NET's own move looks whether the name is
    /// taken, and takes it in a second step.
    /// </summary>
    public static bool TryPlace(string temporary, string path)
    {
        var placed = OperatingSystem.IsWindows() ? TryMove(temporary, path) : TryLink(temporary, path);
        File.Delete(temporary);
        return placed;
    }

    static bool TryLink(string temporary, string path) =>
        Link(temporary, path) == 0
        // Some file systems have no links.
        || (Marshal.GetLastPInvokeError() != AlreadyThere && TryMove(temporary, path));

    static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Reads a file once for its size and SHA-256.</summary>
    public static ArtifactFile Hash(string path, string name)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        return new ArtifactFile(name, hash, stream.Position);
    }

    static IOException LastError(string path)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {new Win32Exception(number).Message}", number);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string name);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
