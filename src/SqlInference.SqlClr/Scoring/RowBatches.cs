using System.Collections.Generic;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Rows;

namespace SqlInference.SqlClr.Scoring;

/// <summary>Rows as JSON that are scored in batches and kept with their predictions: for as many as fit into memory.</summary>
sealed class RowBatches
{
    const int BatchRows = 8192;
    const int MostBatchBytes = 4 * 1024 * 1024;

    readonly InferenceExchange _exchange;
    readonly Columns _columns;
    readonly List<KeyValuePair<long, string>> _batch = new();
    readonly List<ScoredRow> _scored = new();

    public RowBatches(InferenceExchange exchange, ModelCall call)
    {
        _exchange = exchange;
        _columns = new(call.Parameters);
    }

    public void Add(long number, string json)
    {
        JsonRows.AddTo(_columns, json);
        _batch.Add(new(number, json));
        if (_batch.Count == BatchRows || _columns.Bytes >= MostBatchBytes)
            Score();
    }

    public List<ScoredRow> Finish()
    {
        if (_batch.Count > 0)
            Score();
        return _scored;
    }

    void Score()
    {
        var predictions = _exchange.Ask(_columns);
        for (var row = 0; row < _batch.Count; row++)
            _scored.Add(new(_batch[row].Key, _batch[row].Value, predictions, row));
        _batch.Clear();
        _columns.Clear();
    }
}
