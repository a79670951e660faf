namespace SqlInference.Service;

/// <summary>Files that statements name: relative paths count from the current folder, then from the script's.</summary>
static class LocalFiles
{
    public static string Resolve(string path, string? scriptFolder)
    {
        var fromHere = Path.GetFullPath(path);
        if (Path.Exists(fromHere) || scriptFolder == null)
            return fromHere;
        var fromScript = Path.GetFullPath(path, Path.GetFullPath(scriptFolder));
        return Path.Exists(fromScript) ? fromScript : fromHere;
    }

    /// <summary>For messages: where a path was looked for.</summary>
    public static string Candidates(string path, string? scriptFolder)
    {
        var fromHere = Path.GetFullPath(path);
        var fromScript = scriptFolder == null ? fromHere : Path.GetFullPath(path, Path.GetFullPath(scriptFolder));
        return fromHere == fromScript ? fromHere : $"{fromHere} and {fromScript}";
    }

    /// <summary>The path with every symbolic link on it followed; null where they lead in a circle.</summary>
    public static string? RealPath(string path)
    {
        var real = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Followed(Path.Combine(real, part)) is not { } next)
                return null;
            real = next;
        }

        return real;
    }

    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    static string? Followed(string path)
    {
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        try
        {
            return entry.LinkTarget != null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : path;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
