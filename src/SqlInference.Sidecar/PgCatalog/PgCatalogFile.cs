using SqlInference.Engines.DuckDb;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>
/// The database with PostgreSQL's system catalogs, in a file of its own: sessions have it read-only, so that none of them can
/// change what others see. Made anew by every process.
/// </summary>
public sealed class PgCatalogFile : IDisposable
{
    const string Folder = "pg-catalog/";

    readonly string _path;

    PgCatalogFile(string path) => _path = path;

    /// <summary>What has the engine find the catalogs.</summary>
    public IReadOnlyList<string> Statements => [$"ATTACH {SqlText.Literal(_path)} AS {CatalogDatabase.Name} (READ_ONLY)"];

    public static PgCatalogFile Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"sqlinference-pg-{Guid.NewGuid():N}.duckdb");
        var file = new PgCatalogFile(path);
        try
        {
            using var database = DuckDbDatabase.Open(path, new() { Threads = 1 });
            using var connection = database.Connect();
            foreach (var script in Scripts())
                connection.Execute(script);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_path + ".wal");
    }

    static IEnumerable<string> Scripts()
    {
        var assembly = typeof(PgCatalogFile).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
