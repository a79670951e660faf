using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Types;
using SqlInference.PostgresWire.Types;
using SqlInference.Sidecar.Rows;
using SqlInference.Sidecar.Values;

namespace SqlInference.Sidecar.Statements;

/// <summary>A statement that a client has sent ahead of its values.</summary>
/// <param name="Statement">Null for an empty text.</param>
/// <param name="Columns">Null where it gives no rows, or where only running it tells.</param>
/// <param name="EngineText">With the types of the parameters written into it.</param>
sealed record PreparedStatement(SqlStatement? Statement, IReadOnlyList<uint> ParameterTypes, IReadOnlyList<OutputColumn>? Columns, string EngineText)
{
    /// <summary>Of a cursor's declaration: its query.</summary>
    public PreparedStatement? Query { get; init; }

    public static PreparedStatement Empty { get; } = new(null, [], null, "");

    /// <summary>A statement that takes no values, and of which running tells what it gives.</summary>
    public static PreparedStatement Of(SqlStatement statement) => new(statement, [], null, statement.EngineText);

    /// <summary>A statement of the engine, of which the engine has told what it takes and gives.</summary>
    /// <param name="declared">What the client says of the parameters, as far as it does.</param>
    public static PreparedStatement Of(SqlStatement statement, Func<string, StatementShape> describe, IReadOnlyList<uint> declared)
    {
        var text = Parameters.Cast(statement.EngineText, [.. declared.Select(CastOf)]);
        var shape = describe(text);
        var types = shape.Parameters.Select((type, i) => i < declared.Count && declared[i] is not (TypeOid.Unspecified or TypeOid.Unknown) ? declared[i] : OidOf(type)).ToArray();
        // Values come as text or as the client's types; what the engine expects has to be said.
        var casts = shape.Parameters.Select((type, i) => (i < declared.Count ? CastOf(declared[i]) : null) ?? CastOf(type)).ToArray();
        return new(statement, types, GivesRows(shape, statement.Text) ? OutputColumn.Of(shape.Columns) : null, Parameters.Cast(statement.EngineText, casts));
    }

    /// <summary>Text is what literals are: the engine makes of it what it needs.</summary>
    static string? CastOf(uint oid) => oid is TypeOid.Text or TypeOid.Varchar or TypeOid.Bpchar or TypeOid.Unknown or TypeOid.Unspecified ? null : TypeMap.SqlOf(oid);

    // A decimal of the column's own scale would round what is compared with it.
    static string? CastOf(DuckDbType type) => !IsKnown(type) || type.Id == DuckDbTypeId.Varchar ? null : type.Id == DuckDbTypeId.Decimal ? TypeMap.AnyDecimal : type.Name;

    static uint OidOf(DuckDbType type) => IsKnown(type) ? TypeMap.OidOf(type) : TypeOid.Text;

    static bool IsKnown(DuckDbType type) => type.Id is not (DuckDbTypeId.Invalid or DuckDbTypeId.Any or DuckDbTypeId.SqlNull or DuckDbTypeId.StringLiteral or DuckDbTypeId.IntegerLiteral);

    static bool GivesRows(StatementShape shape, string text) => shape.Kind switch
    {
        DuckDbStatementKind.Select or DuckDbStatementKind.Execute or DuckDbStatementKind.Call or DuckDbStatementKind.Pragma or DuckDbStatementKind.Explain => true,
        // What counts its rows gives one column of that name.
        DuckDbStatementKind.Insert or DuckDbStatementKind.Update or DuckDbStatementKind.Delete or DuckDbStatementKind.MergeInto =>
            text.Contains("RETURNING", StringComparison.OrdinalIgnoreCase) && !(shape.Columns is [{ Name: "Count" }]),
        _ => false,
    };
}
