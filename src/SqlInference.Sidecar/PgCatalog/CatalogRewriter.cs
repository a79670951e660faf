namespace SqlInference.Sidecar.PgCatalog;

/// <summary>Has statements about PostgreSQL's system catalogs find ours.</summary>
static class CatalogRewriter
{
    public static string Rewrite(string text) => text;
}
