using System.Threading.Channels;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Batching;

/// <summary>
/// Doubles one column, as an endpoint far away does: each call is under way until the test answers it, or until it is
/// cancelled, unless it does not hear that.
/// </summary>
sealed class RemoteBackend(int concurrency = 1, int maxBatchRows = 10_000, bool hearsCancellation = true) : IModelBackend
{
    readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public ModelSignature Signature { get; } = new([new("a", ElementType.Float64)], [new("prediction", ElementType.Float64)]);

    public int MaxBatchRows => maxBatchRows;

    public int Concurrency => concurrency;

    public bool IsDisposed { get; private set; }

    /// <summary>Calls that have come and that the test has not looked at.</summary>
    public int Unseen => _calls.Reader.Count;

    public async Task<Call> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _calls.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next call, or null where <paramref name="end"/> comes first.</summary>
    public async Task<Call?> NextUntilAsync(Task end)
    {
        using var stop = new CancellationTokenSource();
        var any = _calls.Reader.WaitToReadAsync(stop.Token).AsTask();
        await Task.WhenAny(any, end);
        await stop.CancelAsync();
        return _calls.Reader.TryRead(out var call) ? call : null;
    }

    public async ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var call = new Call(input, results);
        using var registration = hearsCancellation ? cancellation.UnsafeRegister(_ => call.Cancel(cancellation), null) : default;
        _calls.Writer.TryWrite(call);
        await call.Answered;
        ObjectDisposedException.ThrowIf(IsDisposed, this);
    }

    public void Dispose() => IsDisposed = true;

    public sealed class Call(ColumnBatch input, ResultColumns results)
    {
        readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public double[] Rows { get; } = input[0].Span<double>().ToArray();

        public Task Answered => _answer.Task;

        /// <param name="change">How many answers more than rows are given.</param>
        public void Answer(int change = 0)
        {
            results[0]!.Reset(ElementType.Float64, Rows.Length + change);
            var answers = results[0]!.Span<double>();
            for (var row = 0; row < answers.Length; row++)
                answers[row] = row < Rows.Length ? 2 * Rows[row] : -1;
            _answer.TrySetResult();
        }

        public void Fail(Exception exception) => _answer.TrySetException(exception);

        public void Cancel(CancellationToken cancellation) => _answer.TrySetCanceled(cancellation);
    }
}
