using System.Globalization;

namespace SqlInference.Language;

/// <summary>A type that functions of models take and return.</summary>
/// <param name="Precision">Digits of a decimal, digits after the second of a timestamp; null where not written.</param>
/// <param name="Scale">Set whenever a decimal has a precision.</param>
/// <param name="Length">Characters; null where unbounded.</param>
/// <param name="IsArray">Only for <see cref="SqlTypeKind.Real"/> and <see cref="SqlTypeKind.Double"/>.</param>
public sealed record SqlType(
    SqlTypeKind Kind, int? Precision = null, int? Scale = null, int? Length = null, bool IsArray = false)
{
    /// <summary>The internal name in PostgreSQL, which <c>SHOW MODEL</c> prints on every engine.</summary>
    public string PostgresName => (IsArray ? "_" : "") + Kind switch
    {
        SqlTypeKind.SmallInt => "int2",
        SqlTypeKind.Integer => "int4",
        SqlTypeKind.BigInt => "int8",
        SqlTypeKind.Real => "float4",
        SqlTypeKind.Double => "float8",
        SqlTypeKind.Decimal => "numeric",
        SqlTypeKind.Boolean => "bool",
        SqlTypeKind.VarChar => "varchar",
        SqlTypeKind.Char => "bpchar",
        SqlTypeKind.Text => "text",
        SqlTypeKind.Date => "date",
        SqlTypeKind.Timestamp => "timestamp",
        _ => "timestamptz",
    };

    /// <summary>Reads a type from text, as a catalog keeps it.</summary>
    public static SqlType Parse(string text, SqlDialect? dialect = null)
    {
        var reader = new TokenReader(text, 0, text.Length, dialect ?? SqlDialect.PostgreSql);
        var type = TypeParser.Read(reader);
        reader.ExpectEnd();
        return type;
    }

    /// <summary>As it is written in a statement, by its standard name.</summary>
    public override string ToString() => Kind switch
    {
        SqlTypeKind.SmallInt => "smallint",
        SqlTypeKind.Integer => "int",
        SqlTypeKind.BigInt => "bigint",
        SqlTypeKind.Real => "real",
        SqlTypeKind.Double => "double precision",
        SqlTypeKind.Decimal when Precision is not null => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision}, {Scale ?? 0})"),
        SqlTypeKind.Decimal => "decimal",
        SqlTypeKind.Boolean => "boolean",
        SqlTypeKind.VarChar => "varchar" + InParentheses(Length),
        SqlTypeKind.Char => Length is null ? "bpchar" : "char" + InParentheses(Length),
        SqlTypeKind.Text => "text",
        SqlTypeKind.Date => "date",
        SqlTypeKind.Timestamp => "timestamp" + InParentheses(Precision),
        _ => "timestamptz" + InParentheses(Precision),
    } + (IsArray ? "[]" : "");

    static string InParentheses(int? number) =>
        number is null ? "" : string.Create(CultureInfo.InvariantCulture, $"({number})");
}
