using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Engines.Tests.DuckDb;

/// <summary>A scorer that runs a delegate on the calling thread, and counts.</summary>
sealed class TestScorer(ModelSignature signature, TestScorer.Body body) : IScorer
{
    int _running;
    int _mostRunning;
    int _calls;
    int _rows;

    public delegate ValueTask Body(ColumnBatch input, ColumnBuffer result, RequestContext context);

    public ModelSignature Signature => signature;

    public ErrorPolicy OnError { get; set; }

    public int Refused { get; private set; }

    public void RowRefused() => Refused++;

    public int Calls => _calls;

    public int Rows => _rows;

    /// <summary>The most calls that ran at the same time.</summary>
    public int MostConcurrent => _mostRunning;

    public static TestScorer Create(ColumnType[] inputs, ColumnType output, Action<ColumnBatch, ColumnBuffer> body, bool acceptsNull = false) =>
        CreateAsync(inputs, output, (input, result, _) =>
        {
            result.Reset(output, input.RowCount);
            body(input, result);
            return ValueTask.CompletedTask;
        }, acceptsNull);

    public static TestScorer CreateAsync(ColumnType[] inputs, ColumnType output, Body body, bool acceptsNull = false) => new(
        new([.. inputs.Select((type, i) => new ModelInput($"in{i}", type, acceptsNull))], [new("prediction", output)]), body);

    /// <summary>Doubles of one Float64 input; NULL in, NULL out.</summary>
    public static TestScorer Twice() => Create([ElementType.Float64], ElementType.Float64, (input, result) =>
    {
        var values = input[0].Span<double>();
        var target = result.Span<double>();
        for (var row = 0; row < values.Length; row++)
        {
            target[row] = 2 * values[row];
            if (!input[0].IsValid(row))
                result.SetNull(row);
        }
    });

    // Not async itself: in a debug build that would allocate, and tests count what the callback allocates.
    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        Enter(input.RowCount);
        ValueTask task;
        try
        {
            task = body(input, results[0]!, context);
        }
        catch
        {
            Leave();
            throw;
        }

        if (!task.IsCompleted)
            return LeaveAfter(task);
        Leave();
        return task;
    }

    async ValueTask LeaveAfter(ValueTask task)
    {
        try
        {
            await task;
        }
        finally
        {
            Leave();
        }
    }

    void Leave() => Interlocked.Decrement(ref _running);

    void Enter(int rows)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _rows, rows);
        var running = Interlocked.Increment(ref _running);
        int most;
        while (running > (most = Volatile.Read(ref _mostRunning)) && Interlocked.CompareExchange(ref _mostRunning, running, most) != most)
        {
        }
    }
}
