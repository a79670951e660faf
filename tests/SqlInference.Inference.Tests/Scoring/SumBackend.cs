using System.Globalization;
using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Scoring;

/// <summary>
/// A backend whose answers are easy to foresee: output 0 is the sum of two columns, output 1 the same as text. It refuses
/// batches that hold a negative number, can be held up, and keeps a record of what it was given.
/// </summary>
sealed class SumBackend(int concurrency = 1, int maxBatchRows = 100, bool acceptsNull = false) : IModelBackend
{
    readonly Lock _lock = new();
    readonly ManualResetEventSlim _gate = new(true);
    int _running;

    public ModelSignature Signature { get; } = new(
        [new("a", ElementType.Float64, acceptsNull), new("b", ElementType.Float64, acceptsNull)],
        [new("prediction", ElementType.Float64), new("text", ElementType.Utf8)]);

    public int MaxBatchRows => maxBatchRows;

    public int Concurrency => concurrency;

    /// <summary>The first column of every batch, in the order of arrival.</summary>
    public List<double[]> Batches { get; } = [];

    public List<bool> TextWanted { get; } = [];

    public int MostAtOnce { get; private set; }

    /// <summary>How many answers are missing at the end of each batch.</summary>
    public int AnswersLost { get; set; }

    public SemaphoreSlim Arrived { get; } = new(0);

    /// <summary>Runs wait until <see cref="Release"/>, each on a thread of its own.</summary>
    public void Hold() => _gate.Reset();

    public void Release() => _gate.Set();

    public ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        lock (_lock)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
            Batches.Add(input[0].Span<double>().ToArray());
            TextWanted.Add(results[1] != null);
        }

        Arrived.Release();
        if (_gate.IsSet)
        {
            Compute(input, results);
            return default;
        }

        return new(Task.Run(
            () =>
            {
                try
                {
                    _gate.Wait(cancellation);
                }
                catch
                {
                    lock (_lock)
                        _running--;
                    throw;
                }

                Compute(input, results);
            }, CancellationToken.None));
    }

    public void Dispose() => _gate.Dispose();

    void Compute(ColumnBatch input, ResultColumns results)
    {
        lock (_lock)
            _running--;
        var a = input[0].Span<double>();
        var b = input[1].Span<double>();
        for (var row = 0; row < input.RowCount; row++)
        {
            if (input[0].IsValid(row) && a[row] < 0)
                throw new SqlInferenceException(ErrorConditions.ModelFailed, "negative numbers are refused");
        }

        results[0]?.Reset(ElementType.Float64, input.RowCount - AnswersLost);
        results[1]?.Reset(ElementType.Utf8, input.RowCount - AnswersLost);
        for (var row = 0; row < input.RowCount - AnswersLost; row++)
        {
            var sum = (input[0].IsValid(row) ? a[row] : 1000) + b[row];
            if (results[0] is { } numbers)
                numbers.Span<double>()[row] = sum;
            results[1]?.AppendText(Encoding.UTF8.GetBytes(sum.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
