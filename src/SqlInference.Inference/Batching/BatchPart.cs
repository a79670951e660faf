using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Batching;

/// <summary>Some consecutive rows of a request that is larger than a batch, and their answers. Used again for other rows.</summary>
sealed class BatchPart : IDisposable
{
    readonly ColumnBatch _whole;
    readonly ColumnBuffer?[] _copies;

    public BatchPart(ColumnBatch whole, ResultColumns wanted)
    {
        _whole = whole;
        _copies = new ColumnBuffer?[whole.ColumnCount];
        Input = new(whole.ColumnCount);
        Results = new(wanted);
    }

    public ColumnBatch Input { get; }

    public ResultColumns Results { get; }

    public void Take(int start, int rowCount)
    {
        Input.RowCount = rowCount;
        for (var column = 0; column < _whole.ColumnCount; column++)
            Input[column] = Part(column, start, rowCount);
    }

    /// <param name="first">Nothing has been written to the results yet.</param>
    public void WriteTo(ResultColumns results, int totalRows, int at, bool first)
    {
        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] is not { } buffer)
                continue;
            var answers = Results[output]!.View;
            if (first)
                buffer.Reset(answers.Type, totalRows);
            buffer.Write(answers, 0, answers.RowCount, at);
        }
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy?.Dispose();
        Results.Dispose();
    }

    ColumnView Part(int column, int start, int rowCount)
    {
        ref readonly var whole = ref _whole[column];
        if (whole.CanSliceAt(start))
            return whole.Slice(start, rowCount);

        var copy = _copies[column] ??= new();
        copy.Reset(whole.Type, rowCount);
        copy.Write(whole, start, rowCount, 0);
        return copy.View;
    }
}
