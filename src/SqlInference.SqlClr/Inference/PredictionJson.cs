using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Rows;

namespace SqlInference.SqlClr.Inference;

/// <summary>Predictions as JSON of which OPENJSON makes values of the function's type.</summary>
static class PredictionJson
{
    public static void Append(StringBuilder json, Predictions predictions, int row)
    {
        if (predictions.IsNull(row))
            json.Append("null");
        else
            AppendValue(json, predictions, row);
    }

    static void AppendValue(StringBuilder json, Predictions predictions, int row)
    {
        switch (predictions.Call.Returns.Kind)
        {
            case ValueKind.Bit: json.Append(PredictionValues.Bit(predictions, row) ? "true" : "false"); break;
            case ValueKind.SmallInt: AppendInteger(short.MinValue, short.MaxValue); break;
            case ValueKind.Int: AppendInteger(int.MinValue, int.MaxValue); break;
            case ValueKind.BigInt: AppendInteger(long.MinValue, long.MaxValue); break;
            // Nine and seventeen digits tell all singles and doubles apart.
            case ValueKind.Real: json.Append(PredictionValues.Real(predictions, row).ToString("G9", CultureInfo.InvariantCulture)); break;
            case ValueKind.Float: json.Append(PredictionValues.Float(predictions, row).ToString("G17", CultureInfo.InvariantCulture)); break;
            case ValueKind.Decimal: json.Append(PredictionValues.Decimal(predictions, row)); break;
            case ValueKind.Text: json.AppendJson(PredictionValues.Text(predictions, row)); break;
            case ValueKind.Date: AppendMoment("yyyy-MM-dd"); break;
            case ValueKind.DateTime2: AppendMoment("yyyy-MM-ddTHH:mm:ss.ffffff"); break;
            default: AppendMoment("yyyy-MM-ddTHH:mm:ss.ffffffZ"); break;
        }

        void AppendInteger(long least, long most) =>
            json.Append(PredictionValues.Integer(predictions, row, least, most).ToString(CultureInfo.InvariantCulture));

        void AppendMoment(string format) =>
            json.Append('"').Append(PredictionValues.Moment(predictions, row).ToString(format, CultureInfo.InvariantCulture)).Append('"');
    }
}
