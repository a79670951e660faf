using System.Data.Common;
using SqlInference.Errors;

namespace SqlInference.Service.SqlServer;

/// <summary>How a column of SQL Server travels in a column stream.</summary>
enum ColumnStreamType
{
    SmallInt,
    Int,
    BigInt,
    Real,
    Double,
    Boolean,

    /// <summary>Microseconds since 1970, in UTC where there is an offset.</summary>
    Timestamp,

    Text,
}

static class ColumnStreamTypes
{
    // More is (max).
    const int LongestShortText = 8000;

    /// <summary>What the stream's head calls a column's type, and what its values are.</summary>
    public static (string Name, ColumnStreamType Type) Of(DbColumn column) => column.DataTypeName switch
    {
        "tinyint" or "smallint" => ("smallint", ColumnStreamType.SmallInt),
        "int" => ("int", ColumnStreamType.Int),
        "bigint" => ("bigint", ColumnStreamType.BigInt),
        "real" => ("real", ColumnStreamType.Real),
        "float" => ("double precision", ColumnStreamType.Double),
        "decimal" or "numeric" => ($"decimal({column.NumericPrecision},{column.NumericScale})", ColumnStreamType.Double),
        "money" => ("decimal(19,4)", ColumnStreamType.Double),
        "smallmoney" => ("decimal(10,4)", ColumnStreamType.Double),
        "bit" => ("boolean", ColumnStreamType.Boolean),
        "date" => ("date", ColumnStreamType.Timestamp),
        "datetime" or "smalldatetime" or "datetime2" => ("timestamp", ColumnStreamType.Timestamp),
        "datetimeoffset" => ("timestamptz", ColumnStreamType.Timestamp),
        "char" or "varchar" or "nchar" or "nvarchar" => (column.ColumnSize is > 0 and <= LongestShortText ? $"varchar({column.ColumnSize})" : "varchar", ColumnStreamType.Text),
        "text" or "ntext" or "xml" or "uniqueidentifier" or "time" => ("text", ColumnStreamType.Text),
        var type => throw new SqlInferenceException(ErrorConditions.ColumnNotNumeric,
            $"Column '{column.ColumnName}' of the training query is {type}, which models are not trained on.", "Leave it out, or CAST it to a number, a date or text."),
    };
}
