using System;
using System.Collections.Generic;
using System.Data;
using System.Data.SqlClient;
using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Rows of a query as JSON objects, much as FOR JSON writes them.</summary>
sealed class RecordJson
{
    readonly string[] _names;

    public RecordJson(IDataRecord record)
    {
        _names = new string[record.FieldCount];
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _names.Length; i++)
        {
            _names[i] = record.GetName(i);
            if (_names[i].Length == 0 || seen.ContainsKey(_names[i]))
            {
                throw new InferenceError(ErrorCodes.InvalidValue,
                    _names[i].Length == 0 ? $"Column {(i + 1).ToString(CultureInfo.InvariantCulture)} of the query has no name." : $"The query has two columns '{_names[i]}'.",
                    "Name it: expression AS name.");
            }

            seen.Add(_names[i], i);
        }
    }

    public string Write(IDataRecord record)
    {
        var json = new StringBuilder();
        for (var i = 0; i < _names.Length; i++)
        {
            json.Append(i == 0 ? '{' : ',').AppendJson(_names[i]).Append(':');
            Append(json, record, i);
        }

        return json.Append(_names.Length == 0 ? "{}" : "}").ToString();
    }

    static void Append(StringBuilder json, IDataRecord record, int field)
    {
        // The framework's decimals have fewer digits than SQL Server's.
        if (!record.IsDBNull(field) && record is SqlDataReader reader && reader.GetFieldType(field) == typeof(decimal))
            json.Append(reader.GetSqlDecimal(field).ToString());
        else
            AppendValue(json, record.GetValue(field));
    }

    static void AppendValue(StringBuilder json, object value)
    {
        switch (value)
        {
            case DBNull: json.Append("null"); break;
            case bool flag: json.Append(flag ? "true" : "false"); break;
            case double number: json.Append(number.ToString("G17", CultureInfo.InvariantCulture)); break;
            case float number: json.Append(number.ToString("G9", CultureInfo.InvariantCulture)); break;
            case byte or short or int or long or decimal: json.Append(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            case DateTime moment: json.AppendJson(moment.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset moment: json.AppendJson(moment.ToString("O", CultureInfo.InvariantCulture)); break;
            case byte[] bytes: json.AppendJson(Convert.ToBase64String(bytes)); break;
            default: json.AppendJson(Convert.ToString(value, CultureInfo.InvariantCulture)!); break;
        }
    }
}
