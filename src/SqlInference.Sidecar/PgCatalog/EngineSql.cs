using SqlInference.Service.Embedded;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>What PostgreSQL's clients send, as the engine understands it.</summary>
static class EngineSql
{
    public static string Of(string text) => RowAddressRewriter.Rewrite(CatalogRewriter.Rewrite(ForecastSelect.Rewrite(text)));
}
