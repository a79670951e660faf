using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

public sealed class OnnxRunTests
{
    static OnnxBackend Forest(ModelEvaluator evaluator) =>
        Models.Load("gbt-100x6x8", new OnnxModelOptions { Parameters = Models.Scalars(8, ElementType.Float32), Evaluator = evaluator });

    static (float[][] Columns, float[] Expected) ForestSample()
    {
        using var sample = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(Models.PathOf("gbt-100x6x8"), "expected.json")));
        var rows = sample.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetSingle()).ToArray()).ToArray();
        return ([.. Enumerable.Range(0, 8).Select(column => rows.Select(row => row[column]).ToArray())],
            [.. sample.RootElement.GetProperty("predictions").EnumerateArray().Select(v => v.GetSingle())]);
    }

    /// <summary>The sample over and over.</summary>
    static (Batch Batch, float[] Expected) ForestBatch(int rows)
    {
        var (columns, expected) = ForestSample();
        var batch = new Batch();
        foreach (var column in columns)
            batch.Add(ElementType.Float32, Repeat(column, rows));
        return (batch, Repeat(expected, rows));
    }

    static float[] Repeat(float[] values, int rows) => [.. Enumerable.Range(0, rows).Select(row => values[row % values.Length])];

    static void Near(float[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }

    [Theory]
    [InlineData(ModelEvaluator.OnnxRuntime)]
    [InlineData(ModelEvaluator.Vector)]
    public void A_hundred_trees_answer_as_walking_them_by_hand_does(ModelEvaluator evaluator)
    {
        using var backend = Forest(evaluator);
        var (batch, expected) = ForestBatch(64);
        using (batch)
            Near(expected, batch.Run<float>(backend));
    }

    [Theory]
    [InlineData(ModelEvaluator.OnnxRuntime)]
    [InlineData(ModelEvaluator.Vector)]
    public async Task Eight_callers_share_one_backend(ModelEvaluator evaluator)
    {
        using var backend = Forest(evaluator);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
        {
            using var results = new ResultColumns(1, 0);
            for (var round = 0; round < 40; round++)
            {
                var (batch, expected) = ForestBatch(1 + (caller * 37 + round * 101) % 700);
                using (batch)
                {
                    batch.Score(backend, results);
                    Near(expected, results[0]!.View.Span<float>());
                }
            }
        })));
    }

    [Theory]
    [InlineData(ModelEvaluator.OnnxRuntime)]
    [InlineData(ModelEvaluator.Vector)]
    public void A_batch_of_a_known_size_allocates_nothing(ModelEvaluator evaluator)
    {
        using var backend = Forest(evaluator);
        using var one = ForestBatch(1).Batch;
        using var many = ForestBatch(2048).Batch;
        using var results = new ResultColumns(1, 0);
        using var cancellation = new CancellationTokenSource();
        void Score(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                many.Score(backend, results, cancellation.Token);
                one.Score(backend, results, cancellation.Token);
            }
        }

        Score(50);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Score(20);
        var perCall = (GC.GetAllocatedBytesForCurrentThread() - before) / 40;

        Assert.InRange(perCall, 0, 63);
    }

    [Fact]
    public void Text_in_and_out_allocates_nothing()
    {
        using var backend = Models.Load("text-label", new OnnxParameter("word", ElementType.Utf8));
        using var batch = new Batch().AddText([.. Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? "hello" : "some longer text that is not known")]);
        using var results = new ResultColumns(1, 0);
        void Score(int rounds)
        {
            for (var round = 0; round < rounds; round++)
                batch.Score(backend, results);
        }

        Score(50);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Score(20);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 63);
    }

    [Fact]
    public async Task A_cancelled_call_ends_soon_and_the_next_one_works()
    {
        using var backend = Models.Load("slow", Models.Scalars(1, ElementType.Int64));
        using var endless = new Batch().Add(ElementType.Int64, long.MaxValue >> 1);
        using var results = new ResultColumns(1, 0);
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var call = Task.Run(async () =>
        {
            started.SetResult();
            await backend.RunAsync(endless.Columns, results, cancellation.Token);
        });
        await started.Task;
        await Task.Delay(50);
        Assert.False(call.IsCompleted);
        cancellation.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(30)));
        using var quick = new Batch().Add(ElementType.Int64, 3L, 5);
        Assert.Equal([8f, 10f], quick.Run<float>(backend));
    }

    [Theory]
    [InlineData(ModelEvaluator.OnnxRuntime)]
    [InlineData(ModelEvaluator.Vector)]
    public async Task A_call_that_was_cancelled_before_it_began_does_not_run(ModelEvaluator evaluator)
    {
        using var backend = Forest(evaluator);
        using var batch = ForestBatch(1).Batch;
        using var results = new ResultColumns(1, 0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await backend.RunAsync(batch.Columns, results, new CancellationToken(true)));
    }

    [Fact]
    public void A_model_that_fails_names_its_operator_and_no_values()
    {
        using var backend = Models.Load("lookup", Models.Scalars(1, ElementType.Int64));
        using var bad = new Batch().Add(ElementType.Int64, 1L, 424242);

        var exception = Assert.Throws<SqlInferenceException>(() => bad.Run<float>(backend));
        Assert.Equal(ErrorConditions.ModelFailed, exception.Condition);
        Assert.Equal("Model 'm' failed on a batch of rows in its operator Gather ('Gather_y').", exception.Message);
        Assert.DoesNotContain("424242", exception.ToString(), StringComparison.Ordinal);
        using var good = new Batch().Add(ElementType.Int64, 2L, 0);
        Assert.Equal([2.5f, 0.5f], good.Run<float>(backend));
    }

    public static TheoryData<string, ElementType, Array, string, string> Unrepresentable => new()
    {
        {
            "one-column", ElementType.Int64, new[] { 1L, (1L << 53) + 1 },
            "Model 'm': argument 'a' holds an integer beyond 2^53, which the model's float32 input 'x' cannot represent.",
            "Declare the parameter as float8 if the nearest floating-point number will do."
        },
        {
            "one-column", ElementType.Int64, new[] { long.MinValue },
            "Model 'm': argument 'a' holds an integer beyond 2^53, which the model's float32 input 'x' cannot represent.",
            "Declare the parameter as float8 if the nearest floating-point number will do."
        },
        {
            "one-column", ElementType.UInt64, new[] { ulong.MaxValue },
            "Model 'm': argument 'a' holds an integer beyond 2^53, which the model's float32 input 'x' cannot represent.",
            "Declare the parameter as float8 if the nearest floating-point number will do."
        },
        {
            "one-column", ElementType.Float64, new[] { 1e39 },
            "Model 'm': argument 'a' holds a number beyond the range of the model's float32 input 'x'.",
            "Keep the argument within that range, or export the model with float64 inputs."
        },
        {
            "lookup", ElementType.Float64, new[] { 1.0, 1.5 },
            "Model 'm': argument 'a' holds a number that the model's int64 input 'index' cannot represent.",
            "Round the argument, or keep it within the range of the model's input."
        },
        {
            "lookup", ElementType.Float64, new[] { double.NaN },
            "Model 'm': argument 'a' holds a number that the model's int64 input 'index' cannot represent.",
            "Round the argument, or keep it within the range of the model's input."
        },
        {
            "lookup", ElementType.Float64, new[] { 9.3e18 },
            "Model 'm': argument 'a' holds a number that the model's int64 input 'index' cannot represent.",
            "Round the argument, or keep it within the range of the model's input."
        },
    };

    [Theory]
    [MemberData(nameof(Unrepresentable))]
    public void A_value_that_the_tensor_cannot_hold_is_refused(string model, ElementType type, Array values, string message, string hint)
    {
        using var backend = Models.Load(model, Models.Scalars(1, type));
        using var batch = values switch
        {
            long[] longs => new Batch().Add(type, longs),
            ulong[] longs => new Batch().Add(type, longs),
            _ => new Batch().Add(type, (double[])values),
        };

        var exception = Assert.Throws<SqlInferenceException>(() => batch.Run<float>(backend));
        Assert.Equal((ErrorConditions.InputNotAccepted, message, hint), (exception.Condition, exception.Message, exception.Hint));
    }

    [Fact]
    public void Infinity_and_NaN_pass_into_a_float_tensor()
    {
        using var backend = Models.Load("one-column", Models.Scalars(1, ElementType.Float64));
        using var batch = new Batch().Add(ElementType.Float64, double.PositiveInfinity, double.NaN, float.MaxValue);

        Assert.Equal([float.NegativeInfinity, float.NaN, -float.MaxValue], batch.Run<float>(backend));
    }

    [Theory]
    [InlineData(ModelEvaluator.OnnxRuntime)]
    [InlineData(ModelEvaluator.Vector)]
    public async Task A_backend_that_is_disposed_lets_calls_under_way_finish(ModelEvaluator evaluator)
    {
        var backend = Forest(evaluator);
        var (batch, expected) = ForestBatch(4096);
        using var _ = batch;
        using var results = new ResultColumns(1, 0);
        var running = new TaskCompletionSource();
        var call = Task.Run(() =>
        {
            // However the two meet: either the call finishes or it is told that the model is gone.
            running.SetResult();
            try
            {
                batch.Score(backend, results);
                return true;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        });
        await running.Task;
        Thread.SpinWait(20_000);
        backend.Dispose();
        backend.Dispose();
        if (await call)
            Near(expected, results[0]!.View.Span<float>());

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await backend.RunAsync(batch.Columns, results, default));
    }

    [Fact]
    public void Limits_follow_the_settings()
    {
        using var backend = Models.Load("linear", new OnnxModelOptions { MaxBatchRows = 17, Concurrency = 3 });
        Assert.Equal((17, 3), (backend.MaxBatchRows, backend.Concurrency));
        using var usual = Models.Load("linear", new OnnxModelOptions());
        Assert.Equal((8192, Environment.ProcessorCount), (usual.MaxBatchRows, usual.Concurrency));
    }
}
