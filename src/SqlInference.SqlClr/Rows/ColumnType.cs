using System.Globalization;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Rows;

/// <summary>A T-SQL type as definitions of functions write it.</summary>
sealed class ColumnType
{
    const int DefaultPrecision = 18;

    ColumnType(string text, ValueKind kind, int precision = 0, int scale = 0)
    {
        Text = text;
        Kind = kind;
        Precision = precision;
        Scale = scale;
    }

    public string Text { get; }

    public ValueKind Kind { get; }

    public int Precision { get; }

    public int Scale { get; }

    /// <summary>The type of the tensor in the Open Inference Protocol.</summary>
    public string Datatype => Kind switch
    {
        ValueKind.Bit => "BOOL",
        ValueKind.SmallInt => "INT16",
        ValueKind.Int => "INT32",
        ValueKind.Real => "FP32",
        ValueKind.Float or ValueKind.Decimal => "FP64",
        ValueKind.Text => "BYTES",
        _ => "INT64",
    };

    /// <summary>The type as the column stream names it.</summary>
    public string StreamType => Kind switch
    {
        ValueKind.Bit => "boolean",
        ValueKind.SmallInt => "smallint",
        ValueKind.Int => "int",
        ValueKind.BigInt => "bigint",
        ValueKind.Real => "real",
        ValueKind.Float => "double precision",
        ValueKind.Decimal => $"decimal({Number(Precision)},{Number(Scale)})",
        ValueKind.Text => "text",
        ValueKind.Date => "date",
        ValueKind.DateTime2 => "timestamp",
        _ => "timestamptz",
    };

    /// <summary>Bytes of a value; 0 for text.</summary>
    public int Width => Kind switch
    {
        ValueKind.Bit => sizeof(byte),
        ValueKind.SmallInt => sizeof(short),
        ValueKind.Int or ValueKind.Real => sizeof(int),
        ValueKind.Text => 0,
        _ => sizeof(long),
    };

    public static ColumnType Parse(string text)
    {
        var parenthesis = text.IndexOf('(');
        var name = (parenthesis < 0 ? text : text.Substring(0, parenthesis)).Trim().ToLowerInvariant();
        switch (name)
        {
            case "bit": return new(text, ValueKind.Bit);
            case "tinyint" or "smallint": return new(text, ValueKind.SmallInt);
            case "int": return new(text, ValueKind.Int);
            case "bigint": return new(text, ValueKind.BigInt);
            case "real": return new(text, ValueKind.Real);
            case "float": return new(text, ValueKind.Float);
            case "decimal" or "numeric": return Decimal(text, parenthesis);
            case "money": return new(text, ValueKind.Decimal, 19, 4);
            case "smallmoney": return new(text, ValueKind.Decimal, 10, 4);
            case "char" or "varchar" or "nchar" or "nvarchar" or "sysname" or "uniqueidentifier": return new(text, ValueKind.Text);
            case "date": return new(text, ValueKind.Date);
            case "datetime" or "smalldatetime" or "datetime2": return new(text, ValueKind.DateTime2);
            case "datetimeoffset": return new(text, ValueKind.DateTimeOffset);
            default: throw new InferenceError(ErrorCodes.InputNotAccepted, $"Models take no values of type {text}.", "Cast it to a number, a text, a date or a datetime2.");
        }
    }

    static ColumnType Decimal(string text, int parenthesis)
    {
        if (parenthesis < 0)
            return new(text, ValueKind.Decimal, DefaultPrecision);
        var digits = text.Substring(parenthesis + 1).Trim().TrimEnd(')').Split(',');
        var scale = 0;
        if (!int.TryParse(digits[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var precision)
            || (digits.Length > 1 && !int.TryParse(digits[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out scale)))
            throw new InferenceError(ErrorCodes.InvalidValue, $"'{text}' is no type.");
        return new(text, ValueKind.Decimal, precision, scale);
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
