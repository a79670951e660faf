using System.Globalization;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Engines.SqlServer;

/// <summary>What the types of functions are called in T-SQL.</summary>
static class TransactSqlTypes
{
    // Text has no length, whatever was declared: SQL Server cuts what is too long for a parameter or result, and says nothing.
    public static string Of(SqlType type) => type.Kind switch
    {
        SqlTypeKind.SmallInt => "smallint",
        SqlTypeKind.Integer => "int",
        SqlTypeKind.BigInt => "bigint",
        SqlTypeKind.Real => "real",
        SqlTypeKind.Double => "float",
        SqlTypeKind.Decimal when type.Precision is { } precision => string.Create(CultureInfo.InvariantCulture, $"decimal({precision},{type.Scale ?? 0})"),
        SqlTypeKind.Decimal => "float",
        SqlTypeKind.Boolean => "bit",
        SqlTypeKind.Date => "date",
        SqlTypeKind.Timestamp => "datetime2",
        SqlTypeKind.TimestampTz => "datetimeoffset",
        _ => "nvarchar(max)",
    };

    /// <summary>Refuses what a function of SQL Server cannot take or return.</summary>
    public static void Check(string what, EngineType type, string function)
    {
        if (type.Kind == EngineTypeKind.List)
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"{what} of function {function} is {type}; functions of SQL Server have no arrays.",
                "Make a model with one parameter for each element, or call the model over HTTP.");
        }
    }
}
