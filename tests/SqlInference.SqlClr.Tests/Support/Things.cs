using System;
using System.Globalization;
using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>Rows of the table things, with a column of every type.</summary>
static class Things
{
    public static byte[][] Pack(JsonObject row) =>
    [
        Support.Pack.SmallInt(short.Parse(Digits(row, "small"), CultureInfo.InvariantCulture)),
        Support.Pack.Int(int.Parse(Digits(row, "size"), CultureInfo.InvariantCulture)),
        Support.Pack.BigInt(long.Parse(Digits(row, "large"), CultureInfo.InvariantCulture)),
        Support.Pack.Real(float.Parse(Digits(row, "ratio"), CultureInfo.InvariantCulture)),
        Support.Pack.Float(double.Parse(Digits(row, "price"), CultureInfo.InvariantCulture)),
        Support.Pack.Decimal(Digits(row, "cost")),
        Support.Pack.Bit((bool)row["flag"]!),
        Support.Pack.Text(row.Text("note")!),
        Support.Pack.Moment(Moment(row, "day")),
        Support.Pack.Moment(Moment(row, "seen")),
    ];

    public static string Digits(JsonObject row, string column) => ((JsonNumber)row[column]!).Text;

    public static DateTime Moment(JsonObject row, string column) => DateTime.Parse(row.Text(column)!, CultureInfo.InvariantCulture);
}
