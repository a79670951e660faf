using System.Numerics;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Scoring;

/// <summary>The scratch memory of one request that cannot go to the backend as it is. Pooled by <see cref="ModelScorer"/>.</summary>
sealed class ScoringPass : IDisposable
{
    readonly ColumnBuffer[] _columns;
    readonly int _outputCount;

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
        if (Selection.SelectedCount == 0)
            computed.Reset(type, 0);
        var view = computed.View;
        buffer.Reset(type, Selection.RowCount);
        switch (type.Element.Width())
        {
            case 8: Scatter((ulong*)view.Values, (ulong*)buffer.Values, view, cache); break;
            case 4: Scatter((uint*)view.Values, (uint*)buffer.Values, view, cache); break;
            case 2: Scatter((ushort*)view.Values, (ushort*)buffer.Values, view, cache); break;
            default: Scatter(view.Values, buffer.Values, view, cache); break;
        }

        if (Selection.NullCount > 0 || view.Validity != null)
            ScatterNulls(buffer, view);
    }

    unsafe void Scatter<T>(T* computed, T* target, in ColumnView validity, AnswerCache cache) where T : unmanaged, IBinaryInteger<T>
    {
        var answers = Selection.Answers;
        for (var i = 0; i < validity.RowCount; i++)
            answers[i] = ulong.CreateTruncating(computed[i]);
        Selection.Remember(cache, answers, validity);

        var sources = Selection.Sources;
        for (var row = 0; row < sources.Length; row++)
            target[row] = sources[row] >= 0 ? T.CreateTruncating(answers[sources[row]]) : T.Zero;
    }

    void ScatterNulls(ColumnBuffer buffer, in ColumnView computed)
    {
        var sources = Selection.Sources;
        for (var row = 0; row < sources.Length; row++)
        {
            var source = sources[row];
            if (source < 0 || (source < computed.RowCount && !computed.IsValid(source)))
                buffer.SetNull(row);
        }
    }
}
