using System.Text;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Onnx;

/// <summary>Columns made of arrays, and the answers of a model to them.</summary>
sealed class Batch : IDisposable
{
    readonly List<ColumnBuffer> _columns = [];
    int _rows;
    ColumnBatch? _batch;

    public Batch Add<T>(ElementType type, params T[] values) where T : unmanaged => Add(new ColumnType(type), values);

    public Batch Add<T>(ColumnType type, params T[] values) where T : unmanaged
    {
        _rows = values.Length / type.ElementsPerRow;
        var column = new ColumnBuffer();
        column.Reset(type, _rows);
        values.CopyTo(column.Span<T>());
        _columns.Add(column);
        return this;
    }

    public Batch AddText(params string?[] values)
    {
        _rows = values.Length;
        var column = new ColumnBuffer();
        column.Reset(ElementType.Utf8, _rows);
        foreach (var value in values)
            column.AppendText(Encoding.UTF8.GetBytes(value ?? ""));
        _columns.Add(column);
        return this;
    }

    /// <summary>Marks a row of the column that was added last as missing.</summary>
    public Batch Missing(int row)
    {
        _columns[^1].SetNull(row);
        return this;
    }

    public ColumnBatch Columns
    {
        get
        {
            if (_batch is null)
            {
                _batch = new ColumnBatch(_columns.Count) { RowCount = _rows };
                for (var i = 0; i < _columns.Count; i++)
                    _batch[i] = _columns[i].View;
            }

            return _batch;
        }
    }

    /// <summary>All answers of one output, which must be of type <typeparamref name="T"/>.</summary>
    public T[] Run<T>(IModelBackend backend, string output = "prediction") where T : unmanaged
    {
        using var results = Results(backend, output, out var index);
        Score(backend, results);
        return results[index]!.View.Span<T>().ToArray();
    }

    public string[] RunText(IModelBackend backend, string output = "prediction")
    {
        using var results = Results(backend, output, out var index);
        Score(backend, results);
        var view = results[index]!.View;
        return [.. Enumerable.Range(0, view.RowCount).Select(row => Encoding.UTF8.GetString(view.Utf8At(row)))];
    }

    public void Score(IModelBackend backend, ResultColumns results, CancellationToken cancellation = default)
    {
        var run = backend.RunAsync(Columns, results, cancellation);
        Assert.True(run.IsCompletedSuccessfully);
    }

    static ResultColumns Results(IModelBackend backend, string output, out int index)
    {
        index = backend.Signature.Outputs.Select(o => o.Name).ToList().IndexOf(output);
        Assert.True(index >= 0, $"the model has no output '{output}'");
        return new ResultColumns(backend.Signature.Outputs.Count, index);
    }

    public void Dispose() => _columns.ForEach(column => column.Dispose());
}
