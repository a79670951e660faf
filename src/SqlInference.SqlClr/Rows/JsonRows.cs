using System;
using System.Globalization;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Rows;

/// <summary>Rows as JSON objects, whose members are the parameters.</summary>
static class JsonRows
{
    public static void AddTo(Columns columns, string json)
    {
        JsonObject row;
        try
        {
            row = JsonParser.Parse(json) as JsonObject ?? throw new JsonException("It is no object.");
        }
        catch (JsonException exception)
        {
            throw new InferenceError(ErrorCodes.InputNotAccepted, $"A row is not a JSON object: {exception.Message}",
                "FOR JSON PATH, INCLUDE_NULL_VALUES, WITHOUT_ARRAY_WRAPPER makes one of a row.");
        }

        foreach (var column in columns.All)
            Add(column, Member(row, column.Parameter));
    }

    static object? Member(JsonObject row, Parameter parameter)
    {
        if (row.Members.TryGetValue(parameter.Name, out var value) || row.Members.TryGetValue(parameter.Input, out value))
            return value;
        throw new InferenceError(ErrorCodes.UnknownColumn, $"The model takes '{parameter.Input}', and a row has no column or member of that name.",
            "Name the query's columns as the function's parameters are; FOR JSON leaves NULL out unless it is told INCLUDE_NULL_VALUES.");
    }

    static void Add(Column column, object? value)
    {
        switch (value)
        {
            case null: column.AddNull(); break;
            case bool flag when column.Kind == ValueKind.Bit: column.AddInteger(flag ? 1 : 0); break;
            case JsonNumber number when column.Kind == ValueKind.Text: column.AddText(number.Text); break;
            case JsonNumber number when column.Kind < ValueKind.Text: AddNumber(column, number.Text); break;
            case string text when column.Kind == ValueKind.Text: column.AddText(text); break;
            case string text when column.Kind > ValueKind.Text: column.AddInteger(Micros(column, text)); break;
            default: throw column.Refused($"a value that is no {column.Parameter.Type.Text}", "Cast it in the query.");
        }
    }

    static void AddNumber(Column column, string digits)
    {
        switch (column.Kind)
        {
            case ValueKind.Real or ValueKind.Float:
                var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
                if (column.Kind == ValueKind.Real)
                    column.AddReal((float)number);
                else
                    column.AddDouble(number);
                break;
            case ValueKind.Decimal:
                column.AddDecimal(Plain(column, digits));
                break;
            default:
                column.AddInteger(Integer(column, digits));
                break;
        }
    }

    static string Plain(Column column, string digits) =>
        digits.IndexOfAny(['e', 'E']) < 0 ? digits
        : decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture)
        : throw column.Refused($"{digits}, which is no {column.Parameter.Type.Text}", "Cast it in the query.");

    static long Integer(Column column, string digits)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && column.Kind switch
        {
            ValueKind.Bit => value is 0 or 1,
            ValueKind.SmallInt => value == (short)value,
            ValueKind.Int => value == (int)value,
            _ => true,
        })
            return value;
        throw column.Refused($"{digits}, which is no {column.Parameter.Type.Text}", "Cast it in the query.");
    }

    static long Micros(Column column, string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment))
            throw column.Refused("a text that is no date", "Cast it in the query.");
        return Moments.ToMicros(column.Kind == ValueKind.Date ? moment.Date : moment);
    }
}
