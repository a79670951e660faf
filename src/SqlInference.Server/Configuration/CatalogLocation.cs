using SqlInference.Catalog;
using SqlInference.Engines.PostgreSql;
using SqlInference.Engines.SqlServer;

namespace SqlInference.Server.Configuration;

/// <summary>Where the catalog and the model files are: in the data folder, or in a database and a folder that services share.</summary>
public sealed class CatalogLocation
{
    readonly string _dataFolder;
    readonly Func<CatalogDatabase>? _openDatabase;

    CatalogLocation(string dataFolder, Func<CatalogDatabase>? openDatabase)
    {
        _dataFolder = dataFolder;
        _openDatabase = openDatabase;
    }

    /// <summary>
    /// The folder with the model files. Those of a catalog elsewhere have one of their own: what works on the data folder's
    /// catalog would take them for orphans.
    /// </summary>
    public string ArtifactFolder => _openDatabase is null ? _dataFolder : Path.Combine(_dataFolder, "shared");

    /// <summary>Reads the setting <c>catalog</c>. What is wrong with it does not repeat it: there may be a password in it.</summary>
    public static CatalogLocation? TryParse(string dataFolder, string? catalog, out string? error)
    {
        error = null;
        if (catalog is null)
            return new(dataFolder, null);
        var open = SqlServerAddress.IsUrl(catalog) ? OnSqlServer(catalog, ref error) : OnPostgreSql(catalog, ref error);
        return error is null ? new(dataFolder, open) : null;
    }

    public CatalogDatabase Open() => _openDatabase?.Invoke() ?? CatalogDatabase.Open(Path.Combine(_dataFolder, "catalog.db"));

    static Func<CatalogDatabase>? OnPostgreSql(string catalog, ref string? error)
    {
        var address = PostgreSqlAddress.IsUrl(catalog) ? PostgreSqlAddress.TryParseUrl(catalog) : PostgreSqlAddress.TryParse(catalog);
        if (address is null)
            error = "is not an address; it has to be like postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string of Npgsql";
        else if (address.HasPassword)
            error = "has a password in it; put it in a file, and name that in PGPASSFILE or in passfile";
        return () => CatalogDatabase.OpenPostgreSql(address!.ConnectionString, new());
    }

    static Func<CatalogDatabase>? OnSqlServer(string catalog, ref string? error)
    {
        var address = SqlServerAddress.TryParseUrl(catalog);
        if (address is null)
            error = "is not an address; it has to be like sqlserver://USER@HOST/DATABASE";
        else if (address.HasPassword)
            error = "has a password in it; put it in the environment variable SQLCMDPASSWORD";
        return () => CatalogDatabase.OpenSqlServer(address!.ConnectionString, new());
    }
}
