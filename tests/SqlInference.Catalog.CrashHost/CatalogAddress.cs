namespace SqlInference.Catalog.CrashHost;

/// <summary>A catalog as the command line names it.</summary>
static class CatalogAddress
{
    public static CatalogDatabase Open(string address, IStepObserver? observer = null)
    {
        var options = new CatalogOptions { Observer = observer };
        return address.StartsWith("Host=", StringComparison.Ordinal) ? CatalogDatabase.OpenPostgreSql(address, options)
            : address.StartsWith("Data Source=", StringComparison.Ordinal) ? CatalogDatabase.OpenSqlServer(address, options)
            : CatalogDatabase.Open(address, options);
    }
}
