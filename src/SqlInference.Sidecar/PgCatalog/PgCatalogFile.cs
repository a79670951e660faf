using SqlInference.Engines.DuckDb;
using SqlInference.Service.Embedded;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>
/// The database with PostgreSQL's system catalogs, in a file of its own: sessions have it read-only, so that none of them can
/// change what others see. Made anew by every process.
/// </summary>
public sealed class PgCatalogFile : IDisposable
{
    const string Folder = "pg-catalog/";

    readonly string _path = Path.Combine(Path.GetTempPath(), $"sqlinference-pg-{Guid.NewGuid():N}.duckdb");

    /// <summary>What has the engine make the catalogs, and find them.</summary>
    public IReadOnlyList<string> Statements =>
    [
        $"ATTACH {SqlText.Literal(_path)} AS {CatalogDatabase.Name}",
        $"SET search_path = '{CatalogDatabase.Schema}'",
        .. Scripts(),
        $"SET search_path = '{EmbeddedEngine.WarehouseName}.main'",
        $"DETACH {CatalogDatabase.Name}",
        $"ATTACH {SqlText.Literal(_path)} AS {CatalogDatabase.Name} (READ_ONLY)",
    ];

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
