using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Rows;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Scores the rows of a temporary table, however many, in batches: of them all, one batch is in memory.</summary>
sealed class TableScoring
{
    /// <summary>A batch ends where it has so many bytes, whatever its rows are.</summary>
    const int MostBatchBytes = 4 * 1024 * 1024;

    readonly InferenceExchange _exchange;
    readonly Columns _columns;
    readonly List<long> _numbers = new();
    readonly StringBuilder _answers = new();

    public TableScoring(InferenceExchange exchange, ModelCall call)
    {
        _exchange = exchange;
        _columns = new(call.Parameters);
    }

    /// <summary>Answers how many rows there were.</summary>
    public long Run(IStoredRows rows, string read, string write, int batchRows)
    {
        long count = 0;
        while (ReadBatch(rows, read, count == 0 ? 0 : _numbers[_numbers.Count - 1], batchRows))
        {
            rows.Write(write, Answers(_exchange.Ask(_columns)));
            count += _numbers.Count;
        }

        return count;
    }

    bool ReadBatch(IStoredRows rows, string read, long after, int batchRows)
    {
        _columns.Clear();
        _numbers.Clear();
        using var reader = rows.Read(read, after, batchRows);
        while (_columns.Bytes < MostBatchBytes && reader.Read())
        {
            _numbers.Add(reader.GetInt64(0));
            RecordRows.AddTo(_columns, reader);
        }

        return _numbers.Count > 0;
    }

    /// <summary><c>[[number, prediction], …]</c>, for OPENJSON.</summary>
    string Answers(Predictions predictions)
    {
        _answers.Clear();
        for (var row = 0; row < _numbers.Count; row++)
        {
            _answers.Append(row == 0 ? "[[" : ",[").Append(_numbers[row].ToString(CultureInfo.InvariantCulture)).Append(',');
            PredictionJson.Append(_answers, predictions, row);
            _answers.Append(']');
        }

        return _answers.Append(']').ToString();
    }
}
