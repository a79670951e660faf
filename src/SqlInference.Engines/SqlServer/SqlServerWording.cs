using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using Microsoft.Data.SqlClient;
using SqlInference.Engines.Servers;

namespace SqlInference.Engines.SqlServer;

/// <summary>Values as sqlcmd prints them, but for numbers, which keep all their digits.</summary>
/// <param name="tellsPlaces">Whether errors say where in what was sent they are.</param>
sealed class SqlServerWording(bool tellsPlaces) : IServerWording
{
    public static SqlServerWording Instance { get; } = new(tellsPlaces: true);

    public static SqlServerWording WithoutPlaces { get; } = new(tellsPlaces: false);

    public ServerColumn Column(DbDataReader reader, int column) => new(reader.GetName(column), reader.GetDataTypeName(column) switch
    {
        "tinyint" or "smallint" or "int" or "bigint" or "real" or "float" or "decimal" or "numeric" or "money" or "smallmoney" => ServerColumnKind.Number,
        "bit" => ServerColumnKind.Boolean,
        _ => ServerColumnKind.Text,
    });

    public string Text(DbDataReader reader, int column) => reader.GetProviderSpecificValue(column) switch
    {
        // Decimals of 38 digits are more than .NET's own has.
        SqlDecimal number => number.ToString(),
        SqlMoney money => money.Value.ToString("0.0000", CultureInfo.InvariantCulture),
        SqlDouble number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        SqlSingle number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        SqlBoolean bit => bit.Value ? "1" : "0",
        SqlDateTime time => time.Value.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        SqlBinary bytes => Hexadecimal(bytes.Value),
        SqlBytes bytes => Hexadecimal(bytes.Value),
        SqlGuid guid => guid.Value.ToString("D").ToUpperInvariant(),
        SqlXml xml => xml.Value,
        DateTime date when reader.GetDataTypeName(column) == "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString($"yyyy-MM-dd HH:mm:ss{Fraction(reader, column)}", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString($"yyyy-MM-dd HH:mm:ss{Fraction(reader, column)} zzz", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString($@"hh\:mm\:ss{Fraction(reader, column).Replace(".", "\\.", StringComparison.Ordinal)}", CultureInfo.InvariantCulture),
        byte[] bytes => Hexadecimal(bytes),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public Exception Translate(DbException exception, string sql, CancellationToken cancellation) =>
        exception is SqlException error ? SqlServerErrors.Of(error, tellsPlaces ? sql : null, cancellation) : exception;

    static string Hexadecimal(byte[] bytes) => $"0x{Convert.ToHexString(bytes)}";

    /// <summary>As many digits as the type has.</summary>
    static string Fraction(DbDataReader reader, int column) => reader.GetColumnSchema()[column].NumericScale is { } digits and > 0 and <= 7 ? $".{new string('f', digits)}" : "";
}
