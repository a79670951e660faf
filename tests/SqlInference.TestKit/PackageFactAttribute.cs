namespace SqlInference.TestKit;

/// <summary>A test that is skipped, saying why, where the archive for servers has not been made.</summary>
public sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute() => Skip = Archive is null ? "there is no archive; deploy-scripts/package.sh makes it" : null;

    /// <summary>The newest archive in the repository's artifacts; null where there is none.</summary>
    public static string? Archive { get; } = Find();

    static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            if (!File.Exists(Path.Combine(folder, "SqlInference.sln")))
                continue;
            var artifacts = Path.Combine(folder, "artifacts");
            return Directory.GetFiles(artifacts, "sqlinference-*-linux-x64.tar.gz").OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
        }

        return null;
    }
}
