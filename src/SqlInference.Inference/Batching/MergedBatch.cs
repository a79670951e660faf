using System.Runtime.InteropServices;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Batching;

/// <summary>Several requests copied into one batch, and the answers copied back. Used again and again.</summary>
sealed class MergedBatch : IDisposable
{
    readonly ModelSignature _signature;
    readonly ColumnBuffer[] _columns;
    readonly List<(WaitingRequest Request, int Start, int RowCount)> _parts = [];
    readonly bool[] _wanted;
    CancellationTokenSource _allGaveUp = new();
    int _waiting;

    public MergedBatch(ModelSignature signature)
    {
        _signature = signature;
        _columns = [.. signature.Inputs.Select(_ => new ColumnBuffer())];
        Input = new(_columns.Length);
        _wanted = new bool[signature.Outputs.Count];
        Results = new(signature.Outputs.Count);
    }

    /// <summary>What the batch is to be made of.</summary>
    public List<WaitingRequest> Requests { get; } = [];

    public ColumnBatch Input { get; }

    /// <summary>Every output that any of the requests wants.</summary>
    public ResultColumns Results { get; private set; }

    /// <summary>Cancelled when every caller has given up: then nobody wants the answers.</summary>
    public CancellationToken Cancellation => _allGaveUp.Token;

    /// <summary>Copies the requests' rows; those that have been given up meanwhile are left out.</summary>
    public void Merge(ReadOnlySpan<WaitingRequest> requests)
    {
        var most = 0;
        foreach (var request in requests)
            most += request.RowCount;
        for (var column = 0; column < _columns.Length; column++)
            _columns[column].Reset(_signature.Inputs[column].Type, most);

        _parts.Clear();
        Array.Clear(_wanted);
        // Held by the batch itself until it is complete.
        _waiting = 1;
        var rows = 0;
        foreach (var request in requests)
            rows += Add(request, rows);

        WantTogether();
        Input.RowCount = rows;
        for (var column = 0; column < _columns.Length; column++)
            Input[column] = Filled(_columns[column].View, rows);
        GaveUp();
    }

    /// <summary>One more caller waits for the batch.</summary>
    public void Joined() => Interlocked.Increment(ref _waiting);

    public void GaveUp()
    {
        // What hears the token must not run here, under the lock of a request.
        if (Interlocked.Decrement(ref _waiting) == 0)
            _ = _allGaveUp.CancelAsync();
    }

    public void HandOut()
    {
        foreach (var (request, start, count) in CollectionsMarshal.AsSpan(_parts))
        {
            if (!request.TryLend())
                continue;

            var answered = false;
            try
            {
                CopyAnswers(request.Results, start, count);
                answered = true;
            }
            finally
            {
                request.GiveBack(answered);
            }
        }

        _parts.Clear();
    }

    /// <summary>Lets go of everything that belongs to this run, however it ended.</summary>
    public void End()
    {
        foreach (var (request, _, _) in CollectionsMarshal.AsSpan(_parts))
            request.Leave(this);
        _parts.Clear();
        if (!_allGaveUp.TryReset())
            _allGaveUp = new();
    }

    public void Dispose()
    {
        foreach (var column in _columns)
            column.Dispose();
        Results.Dispose();
    }

    int Add(WaitingRequest request, int at)
    {
        if (!request.TryLend())
            return 0;

        var joins = false;
        try
        {
            for (var column = 0; column < _columns.Length; column++)
                _columns[column].Write(request.Input[column], 0, request.RowCount, at);
            for (var output = 0; output < _wanted.Length; output++)
                _wanted[output] |= request.Results[output] != null;
            joins = true;
        }
        finally
        {
            request.GiveBack(runsIn: joins ? this : null);
        }

        _parts.Add((request, at, request.RowCount));
        return request.RowCount;
    }

    /// <summary>Wants what any of the requests wants and no more; most batches want what the one before did.</summary>
    void WantTogether()
    {
        var same = true;
        for (var output = 0; output < _wanted.Length; output++)
            same &= _wanted[output] == (Results[output] != null);
        if (same)
            return;
        Results.Dispose();
        Results = new(_wanted.Length, [.. Enumerable.Range(0, _wanted.Length).Where(output => _wanted[output])]);
    }

    static unsafe ColumnView Filled(in ColumnView view, int rows) => new(view.Type, rows, view.Values, view.Validity, view.Text);

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
}
