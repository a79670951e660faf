namespace SqlInference.Engines.PostgreSql;

/// <param name="Kind">What its values are in JSON.</param>
public readonly record struct PostgreSqlColumn(string Name, PostgreSqlColumnKind Kind)
{
    internal static PostgreSqlColumn Of(string name, string type) => new(name, type switch
    {
        "smallint" or "integer" or "bigint" or "oid" or "real" or "double precision" => PostgreSqlColumnKind.Number,
        "boolean" => PostgreSqlColumnKind.Boolean,
        "json" or "jsonb" => PostgreSqlColumnKind.Json,
        _ when type.StartsWith("numeric", StringComparison.Ordinal) => PostgreSqlColumnKind.Number,
        _ => PostgreSqlColumnKind.Text,
    });
}
