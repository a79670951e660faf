using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>
/// A data folder that this process has open. The database's lock on its file keeps other processes out, but not a second
/// engine in the same one, and either would lose the lock when the other is closed.
/// </summary>
sealed class FolderClaim : IDisposable
{
    static readonly Lock Gate = new();
    static readonly HashSet<string> Claimed = [];

    readonly string _folder;

    FolderClaim(string folder) => _folder = folder;

    public static FolderClaim On(string folder)
    {
        var real = LocalFiles.RealPath(folder) ?? folder;
        lock (Gate)
        {
            return Claimed.Add(real) ? new(real) : throw new SqlInferenceException(ErrorConditions.DataFolderInUse,
                $"The data folder '{folder}' is in use by this process itself.", "Connect further sessions to the engine that has it open.");
        }
    }

    public void Dispose()
    {
        lock (Gate)
            Claimed.Remove(_folder);
    }
}
