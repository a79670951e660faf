using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Batching;

/// <summary>Some consecutive rows of a request that is larger than a batch, and their answers.</summary>
sealed class BatchPart : IDisposable
{
    readonly List<ColumnBuffer> _copies = [];

    public BatchPart(ColumnBatch whole, int start, int rowCount, ResultColumns wanted)
    {
        Input = new(whole.ColumnCount) { RowCount = rowCount };
        for (var column = 0; column < whole.ColumnCount; column++)
            Input[column] = Part(whole[column], start, rowCount);
        Results = new(wanted);
    }

    public ColumnBatch Input { get; }

    public ResultColumns Results { get; }

    public void WriteTo(ResultColumns results, int totalRows, int at)
    {
        for (var output = 0; output < results.Count; output++)
        {
            if (results[output] is not { } buffer)
                continue;
            var answers = Results[output]!.View;
            if (at == 0)
                buffer.Reset(answers.Type, totalRows);
            buffer.Write(answers, 0, answers.RowCount, at);
        }
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy.Dispose();
        Results.Dispose();
    }

    ColumnView Part(in ColumnView column, int start, int rowCount)
    {
        if (column.CanSliceAt(start))
            return column.Slice(start, rowCount);

        var copy = new ColumnBuffer();
        _copies.Add(copy);
        copy.Reset(column.Type, rowCount);
        copy.Write(column, start, rowCount, 0);
        return copy.View;
    }
}
