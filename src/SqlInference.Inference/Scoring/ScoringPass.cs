using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Scoring;

/// <summary>The scratch memory of one request that cannot go to the backend as it is. Pooled by <see cref="ModelScorer"/>.</summary>
sealed class ScoringPass : IDisposable
{
    readonly ColumnBuffer[] _columns;
    readonly int _outputCount;
    ulong[] _answers = [];

    public ScoringPass(ModelSignature signature)
    {
        _columns = [.. signature.Inputs.Select(_ => new ColumnBuffer())];
        _outputCount = signature.Outputs.Count;
        Input = new(_columns.Length);
        Results = new(_outputCount);
    }

    public RowSelection Selection { get; } = new();

    /// <summary>The selected rows.</summary>
    public ColumnBatch Input { get; }

    /// <summary>The backend's answers to them.</summary>
    public ResultColumns Results { get; private set; }

    public void GatherSelected(ColumnBatch whole, ResultColumns wanted) => Gather(whole, Selection.Selected, wanted);

    public void Gather(ColumnBatch whole, ReadOnlySpan<int> rows, ResultColumns wanted)
    {
        Input.RowCount = rows.Length;
        for (var column = 0; column < _columns.Length; column++)
        {
            _columns[column].Gather(whole[column], rows);
            Input[column] = _columns[column].View;
        }

        if (!Results.WantsSameAs(wanted))
        {
            Results.Dispose();
            Results = new(wanted);
        }
    }

    /// <summary>Hands every row of the request its answer.</summary>
    public void Scatter(ModelSignature signature, ResultColumns results, AnswerCache? cache)
    {
        for (var output = 0; output < _outputCount; output++)
        {
            if (results[output] is not { } buffer)
                continue;

            var type = signature.Outputs[output].Type;
            if (cache != null)
                ScatterCacheable(buffer, type, Results[output]!, cache);
            else
                ScatterGathered(buffer, type, Results[output]!);
        }
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        Results.Dispose();
    }

    void ScatterGathered(ColumnBuffer buffer, ColumnType type, ColumnBuffer computed)
    {
        if (Selection.SelectedCount == 0)
            computed.Reset(type, 0);
        buffer.Gather(computed.View, Selection.Sources);
    }

    unsafe void ScatterCacheable(ColumnBuffer buffer, ColumnType type, ColumnBuffer computed, AnswerCache cache)
    {
        var selected = Selection.SelectedCount;
        if (selected == 0)
            computed.Reset(type, 0);
        if (_answers.Length < Selection.RowCount)
            _answers = new ulong[Selection.RowCount];

        var view = computed.View;
        Widen(view, _answers);
        Selection.Remember(cache, _answers, view);
        Selection.Cached.CopyTo(_answers.AsSpan(selected));

        buffer.Reset(type, Selection.RowCount);
        var sources = Selection.Sources;
        var mayBeNull = Selection.NullCount > 0 || view.Validity != null;
        for (var row = 0; row < sources.Length; row++)
        {
            var source = sources[row];
            Narrow(buffer.Values, row, type.Element.Width(), source < 0 ? 0 : _answers[source]);
            if (mayBeNull && (source < 0 || (source < selected && !view.IsValid(source))))
                buffer.SetNull(row);
        }
    }

    static unsafe void Widen(in ColumnView view, ulong[] answers)
    {
        var width = view.Type.Element.Width();
        for (var row = 0; row < view.RowCount; row++)
        {
            answers[row] = width switch
            {
                8 => ((ulong*)view.Values)[row],
                4 => ((uint*)view.Values)[row],
                2 => ((ushort*)view.Values)[row],
                _ => view.Values[row],
            };
        }
    }

    static unsafe void Narrow(byte* values, int row, int width, ulong answer)
    {
        switch (width)
        {
            case 8:
                ((ulong*)values)[row] = answer;
                break;
            case 4:
                ((uint*)values)[row] = (uint)answer;
                break;
            case 2:
                ((ushort*)values)[row] = (ushort)answer;
                break;
            default:
                values[row] = (byte)answer;
                break;
        }
    }
}
