using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb;

/// <summary>What a statement takes and gives, as far as it is known before values are given.</summary>
/// <param name="Parameters">The types of <c>$1</c>, <c>$2</c>, …; invalid where nothing tells.</param>
/// <param name="Columns">Of statements that are no query: what DuckDB answers all the same, such as a count.</param>
public sealed record StatementShape(DuckDbStatementKind Kind, IReadOnlyList<DuckDbType> Parameters, IReadOnlyList<DuckDbColumn> Columns)
{
    internal static StatementShape Of(StatementHandle statement)
    {
        var parameters = new DuckDbType[DuckDbNative.ParameterCount(statement)];
        for (var i = 0; i < parameters.Length; i++)
        {
            using var type = DuckDbNative.ParameterLogicalType(statement, (ulong)i + 1);
            parameters[i] = DuckDbType.Read(type);
        }

        var columns = new DuckDbColumn[DuckDbNative.PreparedColumnCount(statement)];
        for (var i = 0; i < columns.Length; i++)
        {
            using var type = DuckDbNative.PreparedColumnLogicalType(statement, (ulong)i);
            columns[i] = new(DuckDbNative.TakeText(DuckDbNative.PreparedColumnName(statement, (ulong)i)) ?? "", DuckDbType.Read(type));
        }

        return new(DuckDbNative.PreparedStatementType(statement), parameters, columns);
    }
}
