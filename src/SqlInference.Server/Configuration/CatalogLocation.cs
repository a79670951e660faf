using SqlInference.Catalog;
using SqlInference.Engines.PostgreSql;

namespace SqlInference.Server.Configuration;

/// <summary>Where the catalog and the model files are: in the data folder, or in a PostgreSQL database and a folder that services share.</summary>
public sealed class CatalogLocation
{
    readonly string _dataFolder;
    readonly PostgreSqlAddress? _database;

    CatalogLocation(string dataFolder, PostgreSqlAddress? database)
    {
        _dataFolder = dataFolder;
        _database = database;
    }

    /// <summary>
    /// The folder with the model files. Those of a catalog elsewhere have one of their own: what works on the data folder's
    /// catalog would take them for orphans.
    /// </summary>
    public string ArtifactFolder => _database is null ? _dataFolder : Path.Combine(_dataFolder, "shared");

    /// <summary>Reads the setting <c>catalog</c>. What is wrong with it does not repeat it: there may be a password in it.</summary>
    public static CatalogLocation? TryParse(string dataFolder, string? catalog, out string? error)
    {
        error = null;
        if (catalog is null)
            return new(dataFolder, null);
        var address = PostgreSqlAddress.IsUrl(catalog) ? PostgreSqlAddress.TryParseUrl(catalog) : PostgreSqlAddress.TryParse(catalog);
        if (address is null)
            error = "is not an address; it has to be like postgresql://USER@HOST/DATABASE, or a connection string of Npgsql";
        else if (address.HasPassword)
            error = "has a password in it; put it in a file, and name that in PGPASSFILE or in passfile";
        return error is null ? new(dataFolder, address) : null;
    }

    public CatalogDatabase Open() => _database is null
        ? CatalogDatabase.Open(Path.Combine(_dataFolder, "catalog.db"))
        : CatalogDatabase.OpenPostgreSql(_database.ConnectionString, new());
}
