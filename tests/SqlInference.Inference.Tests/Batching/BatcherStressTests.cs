using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Batching;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Inference.Tests.Batching;

/// <summary>Many callers with random requests, some given up, some refused, against a backend that answers at times at once and at times later.</summary>
public sealed class BatcherStressTests
{
    const int Callers = 24;
    const int Requests = 300;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public async Task Every_caller_gets_exactly_their_own_answers(int seed, int places)
    {
        var budget = new AdmissionBudget(1 << 20);
        var backend = new MoodyBackend(places);
        var scorer = new ModelScorer(backend, "m", new() { Cache = false, Budget = budget, MaxQueuedRequests = 20 });
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => AskAsync(scorer, caller, seed * 1000 + caller))).ToArray();
        var counts = await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(2));
        await scorer.DisposeAsync();

        var statistics = scorer.Statistics.Snapshot();
        Assert.Equal(Callers * Requests, counts.Sum(count => count.Answered + count.Refused + count.GivenUp + count.TurnedAway));
        Assert.Equal(counts.Sum(count => count.Answered), statistics.Requests);
        Assert.Equal(counts.Sum(count => count.RowsAnswered), statistics.RowsServed);
        Assert.Equal(counts.Sum(count => count.TurnedAway), statistics.TurnedAway);
        Assert.InRange(backend.MostAtOnce, 1, places);
        Assert.Equal(0, budget.HeldBytes);
        Assert.True(counts.Sum(count => count.Answered) > 0 && counts.Sum(count => count.Refused) > 0 && counts.Sum(count => count.GivenUp) > 0);
    }

    static async Task<Counts> AskAsync(ModelScorer scorer, long caller, int seed)
    {
        var random = new Random(seed);
        var counts = new Counts();
        using var values = new ColumnBuffer();
        using var results = new ResultColumns(1, 0);
        var batch = new ColumnBatch(1);
        for (var i = 0; i < Requests; i++)
        {
            var rows = random.Next(10) == 0 ? random.Next(1, 600) : random.Next(1, 4);
            Fill(values, batch, rows, first: caller * 1_000_000 + i * 1000, isBad: random.Next(40) == 0);
            using var source = random.Next(5) == 0 ? new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(1, 2000))) : null;
            await AskOnceAsync(scorer, batch, results, new(caller, null, source?.Token ?? CancellationToken.None), counts);
            // The buffers are the caller's again: nobody may write into them now.
            values.Span<double>().Fill(double.NaN);
            results[0]!.Reset(ElementType.Float64, 1);
            results[0]!.Span<double>()[0] = seed;
            if (random.Next(3) == 0)
                await Task.Yield();
            Assert.Equal(seed, results[0]!.Span<double>()[0]);
        }

        return counts;
    }

    static async Task AskOnceAsync(ModelScorer scorer, ColumnBatch batch, ResultColumns results, RequestContext context, Counts counts)
    {
        try
        {
            await scorer.ScoreAsync(batch, results, context);
            Assert.Equal(batch[0].Span<double>().ToArray().Select(value => 2 * value), results[0]!.Span<double>().ToArray());
            counts.Answered++;
            counts.RowsAnswered += batch.RowCount;
        }
        catch (QueueFullException)
        {
            counts.TurnedAway++;
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.ModelFailed)
        {
            Assert.Contains(-1, batch[0].Span<double>().ToArray());
            counts.Refused++;
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            counts.GivenUp++;
        }
    }

    static void Fill(ColumnBuffer values, ColumnBatch batch, int rows, double first, bool isBad)
    {
        values.Reset(ElementType.Float64, rows);
        for (var row = 0; row < rows; row++)
            values.Span<double>()[row] = first + row;
        if (isBad)
            values.Span<double>()[rows / 2] = -1;
        batch.RowCount = rows;
        batch[0] = values.View;
    }

    sealed class Counts
    {
        public int Answered { get; set; }

        public long RowsAnswered { get; set; }

        public int Refused { get; set; }

        public int GivenUp { get; set; }

        public int TurnedAway { get; set; }
    }

    sealed class MoodyBackend(int places) : IModelBackend
    {
        int _running;
        int _most;
        int _calls;

        public ModelSignature Signature { get; } = new([new("a", ElementType.Float64)], [new("prediction", ElementType.Float64)]);

        public int MaxBatchRows => 100;

        public int Concurrency => places;

        public int MostAtOnce => _most;

        public async ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
        {
            var running = Interlocked.Increment(ref _running);
            for (var most = _most; running > most; most = _most)
                Interlocked.CompareExchange(ref _most, running, most);
            try
            {
                if (Interlocked.Increment(ref _calls) % 3 == 0)
                    await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                var values = input[0].Span<double>();
                if (values.Contains(-1))
                    throw new SqlInferenceException(ErrorConditions.ModelFailed, "refused");
                results[0]!.Reset(ElementType.Float64, values.Length);
                for (var row = 0; row < values.Length; row++)
                    results[0]!.Span<double>()[row] = 2 * values[row];
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }

        public void Dispose()
        {
        }
    }
}
