using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Collected rows as bytes: for each its number, the length of its JSON and that, in UTF-8.</summary>
static class CollectedRows
{
    public static void Put(ByteBuffer rows, long number, string json)
    {
        rows.PutNumber(number, sizeof(long));
        rows.PutNumber(Encoding.UTF8.GetByteCount(json), sizeof(int));
        rows.PutText(json);
    }

    /// <summary><c>[{"row_no": …, "prediction": …}, …]</c>, by the rows' numbers.</summary>
    public static string Score(InferenceExchange exchange, ModelCall call, byte[] collected)
    {
        var batches = new RowBatches(exchange, call);
        foreach (var row in Read(collected))
            batches.Add(row.Key, row.Value);
        var json = new StringBuilder("[");
        foreach (var row in batches.Finish())
        {
            json.Append(json.Length == 1 ? "" : ",").Append("{\"row_no\":").Append(row.Number.ToString(CultureInfo.InvariantCulture)).Append(",\"prediction\":");
            if (row.Prediction is var (predictions, index))
                PredictionJson.Append(json, predictions, index);
            else
                json.Append("null");
            json.Append('}');
        }

        return json.Append(']').ToString();
    }

    static List<KeyValuePair<long, string>> Read(byte[] collected)
    {
        var rows = new List<KeyValuePair<long, string>>();
        for (var at = 0; at < collected.Length;)
        {
            const int Head = sizeof(long) + sizeof(int);
            var length = collected.Length - at >= Head ? BitConverter.ToInt32(collected, at + sizeof(long)) : -1;
            if (length < 0 || length > collected.Length - at - Head)
                throw new InferenceError(ErrorCodes.InvalidValue, "The rows are not as sqlinference.collect has them.");
            rows.Add(new(BitConverter.ToInt64(collected, at), Encoding.UTF8.GetString(collected, at + Head, length)));
            at += Head + length;
        }

        rows.Sort(new ByNumber());
        return rows;
    }

    sealed class ByNumber : IComparer<KeyValuePair<long, string>>
    {
        public int Compare(KeyValuePair<long, string> x, KeyValuePair<long, string> y) => x.Key.CompareTo(y.Key);
    }
}
