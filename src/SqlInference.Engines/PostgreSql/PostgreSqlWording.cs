using System.Data.Common;
using Npgsql;
using SqlInference.Engines.Servers;

namespace SqlInference.Engines.PostgreSql;

/// <summary>Values are text as the server sends it.</summary>
sealed class PostgreSqlWording : IServerWording
{
    public static PostgreSqlWording Instance { get; } = new();

    public ServerColumn Column(DbDataReader reader, int column) => new(reader.GetName(column), reader.GetDataTypeName(column) switch
    {
        "smallint" or "integer" or "bigint" or "oid" or "real" or "double precision" => ServerColumnKind.Number,
        "boolean" => ServerColumnKind.Boolean,
        "json" or "jsonb" => ServerColumnKind.Json,
        var type when type.StartsWith("numeric", StringComparison.Ordinal) => ServerColumnKind.Number,
        _ => ServerColumnKind.Text,
    });

    public string Text(DbDataReader reader, int column) => reader.GetString(column);

    public Exception Translate(DbException exception, string sql, CancellationToken cancellation) =>
        exception is NpgsqlException error ? ServerErrors.Of(error, sql, cancellation) : exception;
}
