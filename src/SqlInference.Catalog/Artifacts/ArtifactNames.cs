using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>File names within an artifact: relative, without detours, and no links.</summary>
static class ArtifactNames
{
    const int Sha256Digits = 64;

    public static bool IsId(string text) => text.Length == Sha256Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The path of a file of this name, which cannot lie outside the folder.</summary>
    public static string PathWithin(string folder, string name)
    {
        var isSafe = name.Length > 0
            && !name.Contains('\\', StringComparison.Ordinal)
            && !name.Contains(':', StringComparison.Ordinal)
            && !name.Any(char.IsControl)
            && name.Split('/').All(part => part is not ("" or "." or ".."));
        if (!isSafe)
        {
            throw Refused($"The file name '{name}' cannot be in an artifact.", "Use a relative name without '..', '\\' and ':'.");
        }

        var path = folder;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            RefuseLink(new FileInfo(path), name);
        }

        return path;
    }

    /// <summary>The names of all files under a folder, in ordinal order; links and special files are refused.</summary>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        var names = new List<string>();
        Collect(new DirectoryInfo(folder), "");
        names.Sort(StringComparer.Ordinal);
        return names;

        void Collect(DirectoryInfo within, string prefix)
        {
            foreach (var entry in within.EnumerateFileSystemInfos())
            {
                var name = prefix + entry.Name;
                RefuseLink(entry, name);
                if (entry is DirectoryInfo inner)
                {
                    Collect(inner, name + "/");
                }
                else if ((entry.Attributes & FileAttributes.Device) != 0)
                {
                    throw Refused($"The file '{name}' is a device.", "Put regular files only into an artifact.");
                }
                else
                {
                    names.Add(name);
                }
            }
        }
    }

    static void RefuseLink(FileSystemInfo entry, string name)
    {
        if (entry.LinkTarget is not null)
        {
            throw Refused($"The file '{name}' is a symbolic link.", "Put the file itself into the artifact.");
        }
    }

    static SqlInferenceException Refused(string message, string hint) => new(ErrorConditions.ModelPathNotAllowed, message, hint);
}
