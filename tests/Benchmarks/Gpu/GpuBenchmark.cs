using System.Diagnostics;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Inference.Text;

namespace Benchmarks.Gpu;

/// <summary>
/// A transformer classifier on a GPU: eight callers with texts through the scorer against ONNX Runtime's own loop over
/// tokens that are made already. With the argument <c>cpu</c> a few rows on the CPU, to see that everything works;
/// with <c>checks</c> what can only be seen on a machine with a GPU; with <c>postgres</c> from a SELECT on PostgreSQL.
/// </summary>
sealed class GpuBenchmark : IDisposable
{
    const int Callers = 8;
    const string Goal = ">= 0.85";

    readonly Report _report;
    readonly bool _gpu;
    readonly int _rows;
    readonly GpuModels _models = new();
    readonly string[] _texts;
    readonly long[] _ids;

    GpuBenchmark(Report report, bool gpu)
    {
        (_report, _gpu, _rows) = (report, gpu, gpu ? 16384 : 16);
        _texts = _models.Texts(_rows);
        _ids = _models.Tokenize(_texts);
    }

    string Device => _gpu ? "cuda" : "cpu";

    int[] Batches => _gpu ? [32, 64, 128, 256, 512, 1024] : [4];

    public static void Run(Report report, string[] args)
    {
        if (args.Contains("postgres"))
        {
            using var models = new GpuModels();
            PostgresOnGpu.Run(report, models, gpu: !args.Contains("cpu"));
            return;
        }

        using var benchmark = new GpuBenchmark(report, gpu: !args.Contains("cpu"));
        if (args.Contains("checks"))
        {
            GpuChecks.Run(benchmark._models, only: args.LastOrDefault(argument => argument is not ("checks" or "cpu")) ?? "");
            return;
        }

        benchmark.CompareAnswers();
        benchmark.MeasureTokenizer();
        benchmark.MeasureRates();
        benchmark.MeasureSingleRows();
    }

    public void Dispose() => _models.Dispose();

    /// <summary>The logits of both precisions, computed by the device, against those of float32 on the CPU.</summary>
    void CompareAnswers()
    {
        const int Rows = 16;
        var ids = _ids[..(Rows * GpuModels.Tokens)];
        using var reference = new OrtLoop(_models.Single, onGpu: false);
        var expected = reference.Run(ids, GpuModels.Tokens, Rows, Binding.None);
        foreach (var (what, model, cuda) in new (string, string, Dictionary<string, string>?)[]
        {
            ("float32", _models.Single, new() { ["use_tf32"] = "0" }),
            ("float32 with TF32", _models.Single, new() { ["use_tf32"] = "1" }),
            ("float16", _models.Half, null),
        })
        {
            using var loop = new OrtLoop(model, _gpu, cuda: cuda);
            foreach (var binding in _gpu ? new[] { Binding.None, Binding.Copied, Binding.InPlace } : [Binding.None, Binding.Copied])
            {
                var error = Difference(loop.Run(ids, GpuModels.Tokens, Rows, binding), expected);
                _report.Add($"{what} on the device, {binding}: difference to float32 on the CPU", $"{error:E1}", "");
            }

            var seconds = Comparison.Median(Enumerable.Range(0, _gpu ? 5 : 1).Select(_ => Seconds(() => loop.Run(_ids[..(_rows / 4 * GpuModels.Tokens)], GpuModels.Tokens, Math.Min(256, _rows / 4), Binding.None))));
            _report.Add($"{what}, batches of 256", $"{_rows / 4 / seconds:N0} rows/s", "");
        }
    }

    void MeasureTokenizer()
    {
        var tokenizer = _models.LoadTokenizer();
        using var column = TextCallers.Column(_texts);
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            var seconds = Comparison.Median(Enumerable.Range(0, 5).Select(_ => Seconds(() => Benchmarks.Callers.Run(threads, _rows, (_, start, count) =>
            {
                var (scratch, list) = (new TokenizerScratch(), new GrowingList<int>());
                for (var row = start; row < start + count; row++)
                {
                    list.Clear();
                    tokenizer.Encode(column.View.Utf8At(row), 128, scratch, list);
                }
            }))));
            _report.Add($"tokens alone, {OnnxBenchmark.Name(threads)}", $"{_rows / seconds:N0} rows/s", "");
        }
    }

    void MeasureRates()
    {
        using var loop = new OrtLoop(_models.Half, _gpu);
        var (best, binding, rate) = (0, Binding.None, 0.0);
        foreach (var batch in Batches)
        {
            foreach (var kind in _gpu ? new[] { Binding.None, Binding.Copied, Binding.InPlace } : [Binding.None])
            {
                var measured = _rows / Comparison.Median(Enumerable.Range(0, _gpu ? 3 : 1).Select(_ => Seconds(() => loop.Run(_ids, GpuModels.Tokens, batch, kind))));
                _report.Add($"ONNX Runtime's own loop, batches of {batch}, {kind}", $"{measured:N0} rows/s", "");
                if (measured > rate)
                    (best, binding, rate) = (batch, kind, measured);
            }
        }

        foreach (var places in _gpu ? new[] { 2, 3, 4 } : [2])
        {
            using var scorer = _models.Score(_models.Half, Device, places);
            foreach (var batch in _gpu ? new[] { 64, 256, 1024 } : [2])
            {
                using var callers = new TextCallers(_texts, Callers, batch);
                var before = scorer.Statistics.Snapshot();
                var comparison = Comparison.Run(_rows, () => callers.Ask(scorer), () => loop.Run(_ids, GpuModels.Tokens, best, binding), turns: _gpu ? 5 : 1);
                var after = scorer.Statistics.Snapshot();
                _report.Add($"{Callers} callers, batches of {batch} texts, {places} at once (limit: ONNX Runtime, batches of {best}, {binding}; "
                    + $"{(double)(after.BatchRows - before.BatchRows) / (after.Batches - before.Batches):F0} rows a run)", comparison, Goal);
            }
        }
    }

    void MeasureSingleRows()
    {
        foreach (var batch in _gpu ? new[] { 1, 8, 32, 128 } : [1])
        {
            var limits = _gpu ? new[] { Binding.None, Binding.Copied, Binding.InPlace, Binding.Graph } : [Binding.None];
            foreach (var kind in limits)
                _report.Add($"{batch} rows at a time, ONNX Runtime, {kind}", Attempt(() => Latency(kind, batch)), "");
            using var scorer = _models.Score(_models.Half, Device);
            var columns = _texts.Take(32 * batch).Chunk(batch).Select(TextCallers.Column).ToArray();
            var (input, context) = (new ColumnBatch(1), RequestContext.ForNewCaller(null, CancellationToken.None));
            using var results = new ResultColumns(scorer.Signature.Outputs.Count, 0);
            var next = 0;
            _report.Add($"{batch} rows at a time, through the scorer", Median(() =>
            {
                var column = columns[next++ % columns.Length];
                (input.RowCount, input[0]) = (column.RowCount, column.View);
                scorer.ScoreAsync(input, results, context).AsTask().GetAwaiter().GetResult();
            }), "");
            foreach (var column in columns)
                column.Dispose();
        }
    }

    string Latency(Binding kind, int batch)
    {
        using var loop = new OrtLoop(_models.Half, _gpu, capturesGraphs: kind == Binding.Graph);
        using var room = loop.Prepare(batch, GpuModels.Tokens, kind);
        var (logits, next) = (new float[batch * TransformerFile.Labels], 0);
        return Median(() => room.Run(_ids.AsSpan(next++ % (_rows / batch) * batch * GpuModels.Tokens, batch * GpuModels.Tokens), logits));
    }

    string Median(Action work)
    {
        var times = Enumerable.Range(0, _gpu ? 300 : 4).Select(_ => Seconds(work) * 1e6).Skip(_gpu ? 50 : 2).Order().ToArray();
        return $"p50 {times[times.Length / 2]:N0} µs, p99 {times[times.Length * 99 / 100]:N0} µs";
    }

    static string Attempt(Func<string> measure)
    {
        try
        {
            return measure();
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException exception)
        {
            return exception.Message;
        }
    }

    static double Difference(float[] measured, float[] expected) =>
        Math.Sqrt(measured.Zip(expected, (one, other) => Math.Pow(one - other, 2)).Sum() / expected.Sum(value => (double)value * value));

    static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
