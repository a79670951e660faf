namespace SqlInference.Sidecar.PgCatalog;

/// <summary>The database beside the user's own that holds PostgreSQL's system catalogs.</summary>
static class CatalogDatabase
{
    public const string Name = "sqlinference_pg";

    public const string Schema = $"{Name}.main";
}
