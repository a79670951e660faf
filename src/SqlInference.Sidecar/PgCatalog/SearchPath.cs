using SqlInference.Engines.DuckDb;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>PostgreSQL's search path as the engine takes it: schemas that are there, then main and the system catalogs.</summary>
static class SearchPath
{
    public static string For(DuckDbConnection connection, string value)
    {
        var wanted = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.Trim('"'))
            .Where(name => name is not ("$user" or "pg_catalog" or "pg_temp" or "main" or ""))
            .ToArray();
        var there = wanted.Length == 0 ? [] : Schemas(connection);
        var path = wanted.Where(there.Contains).Append("main").Append(CatalogDatabase.Schema);
        return string.Join(',', path.Select(Quoted));
    }

    static string Quoted(string name) => name == CatalogDatabase.Schema ? name : SqlText.Identifier(name);

    static HashSet<string> Schemas(DuckDbConnection connection)
    {
        var schemas = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var rows = connection.Query("SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database()");
        while (rows.Read())
        {
            for (var row = 0; row < rows.RowCount; row++)
                schemas.Add(rows.GetText(0, row)!);
        }

        return schemas;
    }
}
