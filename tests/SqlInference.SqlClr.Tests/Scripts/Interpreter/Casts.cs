using System;
using System.Globalization;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.SqlClr.Tests.Scripts.Interpreter;

/// <summary>CAST and CONVERT as SQL Server has them, for the types that the scripts use.</summary>
static class Casts
{
    /// <summary>Assignments cut texts to the length of what they are assigned to, and say nothing.</summary>
    public static object? Assign(DataTypeReference type, object? value) => value is null ? null : Cast(type, value);

    public static object? Cast(DataTypeReference type, object? value)
    {
        if (value is null)
            return null;
        var name = Name(type);
        return name switch
        {
            "nvarchar" or "nchar" or "sysname" => Cut(Text(value), Size(type, name)),
            // The scripts make bytes of it at once.
            "varchar" => System.Text.Encoding.ASCII.GetBytes(Cut(Text(value), Size(type, name))),
            "int" or "bigint" or "smallint" or "bit" => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            "binary" => Fixed(Bytes(value), Size(type, name)!.Value, value is string or byte[]),
            "varbinary" => Bytes(value),
            "decimal" => decimal.Round(Convert.ToDecimal(value, CultureInfo.InvariantCulture), int.Parse(((SqlDataTypeReference)type).Parameters[1].Value, CultureInfo.InvariantCulture))
                + decimal.Parse("0." + new string('0', int.Parse(((SqlDataTypeReference)type).Parameters[1].Value, CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture),
            "float" => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            "real" => Convert.ToSingle(value, CultureInfo.InvariantCulture),
            "datetime2" or "date" or "datetimeoffset" => value is string text ? DateTime.Parse(text, CultureInfo.InvariantCulture) : value,
            _ => throw new NotSupportedException(name),
        };
    }

    /// <summary>CONVERT with style 2: bytes as hexadecimal digits.</summary>
    public static string Hex(byte[] bytes) => string.Concat(bytes.Select(octet => octet.ToString("X2", CultureInfo.InvariantCulture)));

    static string Name(DataTypeReference type) => type.Name.BaseIdentifier.Value.ToLowerInvariant();

    /// <summary>Null for max.</summary>
    static int? Size(DataTypeReference type, string name) => type is not SqlDataTypeReference { Parameters: { Count: > 0 } parameters } ? name == "sysname" ? 128 : 30
        : parameters[0] is MaxLiteral ? null : int.Parse(parameters[0].Value, CultureInfo.InvariantCulture);

    static string Text(object value) => value is byte[]? throw new NotSupportedException("bytes as text") : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    static string Cut(string text, int? size) => size is { } most && text.Length > most ? text.Substring(0, most) : text;

    static byte[] Bytes(object value) => value switch
    {
        byte[] bytes => bytes,
        string text => System.Text.Encoding.Unicode.GetBytes(text),
        long number => [.. Enumerable.Reverse(BitConverter.GetBytes(number))],
        double number => [.. Enumerable.Reverse(BitConverter.GetBytes(number))],
        float number => [.. Enumerable.Reverse(BitConverter.GetBytes(number))],
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>Numbers lose their first bytes, others their last.</summary>
    static byte[] Fixed(byte[] bytes, int size, bool cutsEnd)
    {
        if (bytes.Length >= size)
            return [.. cutsEnd ? bytes.Take(size) : bytes.Skip(bytes.Length - size)];
        return cutsEnd ? [.. bytes, .. new byte[size - bytes.Length]] : [.. new byte[size - bytes.Length], .. bytes];
    }
}
