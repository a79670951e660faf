using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Inference.Columns;
using SqlInference.Training.Forest;

namespace SqlInference.Service.Embedded.Tables;

/// <summary>Scores and learns a query's rows as they come. What is kept is the forest and one chunk, however long the query.</summary>
sealed class ForestStreamReader : ITableReader
{
    /// <summary>Few enough that the first rows come soon and LIMIT costs little; a multiple of 64, between which columns can be cut.</summary>
    const int RowsAtATime = 256;

    readonly CallerRows _rows;
    readonly int _passedOn;
    readonly int[] _scored;
    readonly StreamingForest _forest;
    readonly ColumnBatch _batch;
    readonly ColumnBuffer[] _numbers;
    readonly ColumnView[] _views;
    readonly ResultColumns _results = new(2, 0, 1);
    readonly ColumnBuffer _attribution = new();

    /// <summary>The next row of the query's chunk at hand.</summary>
    int _next;

    /// <param name="passedOn">How many columns the query has; all of them are given on.</param>
    /// <param name="scored">Which of them are scored.</param>
    public ForestStreamReader(CallerRows rows, int passedOn, int[] scored, StreamingForest forest)
    {
        _rows = rows;
        _passedOn = passedOn;
        _scored = scored;
        _forest = forest;
        _batch = new(scored.Length);
        _numbers = [.. scored.Select(_ => new ColumnBuffer())];
        _views = new ColumnView[scored.Length];
    }

    /// <summary>What the forest is given for a column: numbers as doubles, so that integers it could not tell apart are refused.</summary>
    public static ElementType InputOf(ElementType column) => column.IsNumeric() ? ElementType.Float64 : column;

    public void Read(TableChunk chunk, CancellationToken cancellation)
    {
        if (_next == _rows.Result.RowCount && !ReadChunk())
            return;
        var count = Math.Min(RowsAtATime, _rows.Result.RowCount - _next);
        chunk.Share(_rows.Result, _next, count);
        _batch.RowCount = count;
        for (var i = 0; i < _scored.Length; i++)
            _batch[i] = _views[i].Slice(_next, count);
        _next += count;

        _forest.Push(_batch, _results, cancellation);
        chunk.Write(_passedOn, _results[0]!.View);
        for (var i = 0; i < _scored.Length; i++)
            chunk.Write(_passedOn + 1 + i, AttributionOf(i));
    }

    public void Dispose()
    {
        _rows.Dispose();
        _forest.Dispose();
        foreach (var numbers in _numbers)
            numbers.Dispose();
        _results.Dispose();
        _attribution.Dispose();
    }

    bool ReadChunk()
    {
        _next = 0;
        if (!_rows.Read())
            return false;
        for (var i = 0; i < _scored.Length; i++)
        {
            var view = _rows.Result.View(_scored[i]);
            _views[i] = ColumnConverter.Convert(view, InputOf(view.Type.Element), _numbers[i], $"column {_rows.Result.Columns[_scored[i]].Name}");
        }

        return true;
    }

    /// <summary>The forest gives all parts row by row; SQL wants them column by column.</summary>
    unsafe ColumnView AttributionOf(int scored)
    {
        var all = _results[1]!.View;
        var parts = all.Span<double>();
        _attribution.Reset(ElementType.Float64, all.RowCount);
        var column = _attribution.Span<double>();
        for (var row = 0; row < column.Length; row++)
            column[row] = parts[row * _scored.Length + scored];
        return new(ElementType.Float64, all.RowCount, _attribution.Values, all.Validity);
    }
}
