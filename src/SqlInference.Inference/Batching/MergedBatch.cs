using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Batching;

/// <summary>Several requests copied into one batch, and the answers copied back.</summary>
sealed class MergedBatch : IDisposable
{
    readonly ModelSignature _signature;
    readonly ColumnBuffer[] _columns;
    readonly List<(WaitingRequest Request, int Start, int RowCount)> _parts = [];

    public MergedBatch(ModelSignature signature)
    {
        _signature = signature;
        _columns = [.. signature.Inputs.Select(_ => new ColumnBuffer())];
        Input = new(_columns.Length);
        Results = new(signature.Outputs.Count);
    }

    public ColumnBatch Input { get; }

    /// <summary>Every output that any of the requests wants.</summary>
    public ResultColumns Results { get; private set; }

    /// <summary>Copies the requests' rows; those that have been given up meanwhile are left out.</summary>
    public void Merge(List<WaitingRequest> requests)
    {
        for (var column = 0; column < _columns.Length; column++)
            _columns[column].Reset(_signature.Inputs[column].Type, requests.Sum(request => request.RowCount));

        _parts.Clear();
        var rows = 0;
        foreach (var request in requests)
        {
            if (!request.TryLend())
                continue;

            var count = request.RowCount;
            try
            {
                for (var column = 0; column < _columns.Length; column++)
                    _columns[column].Write(request.Input[column], 0, count, rows);
                Results.WantAsIn(request.Results);
            }
            finally
            {
                request.GiveBack();
            }

            _parts.Add((request, rows, count));
            rows += count;
        }

        Input.RowCount = rows;
        for (var column = 0; column < _columns.Length; column++)
        {
            var view = _columns[column].View;
            unsafe
            {
                Input[column] = new(view.Type, rows, view.Values, view.Validity, view.Text);
            }
        }
    }

    public void HandOut()
    {
        foreach (var (request, start, count) in _parts)
        {
            if (!request.TryLend())
                continue;

            try
            {
                CopyAnswers(request.Results, start, count);
                request.Complete();
            }
            finally
            {
                request.GiveBack();
            }
        }
    }

    /// <summary>Forgets which outputs were wanted, so that the next batch computes no more than it needs.</summary>
    public void ForgetWanted()
    {
        Results.Dispose();
        Results = new(_signature.Outputs.Count);
    }

    void CopyAnswers(ResultColumns results, int start, int count)
    {
        for (var output = 0; output < Results.Count; output++)
        {
            if (results[output] is not { } buffer)
                continue;
            var answers = Results[output]!.View;
            buffer.Reset(answers.Type, count);
            buffer.Write(answers, start, count, 0);
        }
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        Results.Dispose();
    }
}
