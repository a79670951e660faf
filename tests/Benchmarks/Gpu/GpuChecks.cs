using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Scoring;

namespace Benchmarks.Gpu;

/// <summary>What the product promises of GPUs and only a machine with one can show: prints what happened, for people to read.</summary>
static class GpuChecks
{
    /// <param name="only">A part of the names of the checks to run; empty for all.</param>
    public static void Run(GpuModels models, string only)
    {
        Show("auto picks", () => Loaded(models.Load(models.Half, "auto", notices: new(Console.WriteLine))));
        Show("auto, boosted trees", () => Loaded(OnnxBackend.Load(Models.TreesFile)));
        Show("auto, linear model", () => Loaded(OnnxBackend.Load(Linear)));
        Show("cuda:1 on a machine with one GPU", () => Loaded(models.Load(models.Half, "cuda:1")));
        Show("linear model, cpu and cuda", () => SameAnswers(Linear, 3));
        Show("boosted trees, cpu and cuda", () => SameAnswers(Models.TreesFile, Models.TreeInputs));
        foreach (var width in new[] { 512, 2048 })
        {
            var path = NetworkFile.Write(width);
            Show($"network 8-{width}-{width}-1, cpu and cuda", () => SameAnswers(path, 8));
            Show($"network 8-{width}-{width}-1, auto", () => Loaded(OnnxBackend.Load(path)));
            File.Delete(path);
        }

        Show("memory limit of 64 MiB", () => Ask(models, models.Half, 64L << 20, 256));
        Show("memory limit of 256 MiB, 2048 rows", () => Ask(models, models.Half, 256L << 20, 2048));
        Show("memory limit of 2 GiB, 2048 rows", () => Ask(models, models.Half, 2L << 30, 2048));
        Show("no memory limit, 2048 rows", () => Ask(models, models.Half, null, 2048));
        Show("loaded and freed five times", () => string.Join("; ", Enumerable.Range(0, 5).Select(_ => Ask(models, models.Single, null, 256))));
        Show("operators after optimisation, float16", () => Optimised(models.Half));
        Show("the provider as a library that is registered", () => Registered(models));

        void Show(string what, Func<string> check)
        {
            if (what.Contains(only, StringComparison.Ordinal))
                Console.WriteLine($"{what}: {Seen(check)}");
        }
    }

    static string Linear => Path.Combine(AppContext.BaseDirectory, "data", "linear.onnx");

    static string Seen(Func<string> check)
    {
        try
        {
            return check();
        }
        catch (SqlInferenceException exception)
        {
            return $"{exception.Condition.Code}: {exception.Message} | {exception.Hint}";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    static string Loaded(IDisposable backend)
    {
        using (backend)
            return (backend as OnnxBackend)?.Device.ToString() ?? ((SqlInference.Inference.Text.Backend.TextBackend)backend).Device.ToString();
    }

    static string Ask(GpuModels models, string model, long? limit, int rows)
    {
        var before = UsedMegabytes();
        string during;
        using (var scorer = new ModelScorer(models.Load(model, "cuda", limit), "transformer", new ScoringOptions { Cache = false }))
        using (var callers = new TextCallers(models.Texts(rows), 4, rows / 4))
        {
            var loaded = UsedMegabytes();
            for (var i = 0; i < 4; i++)
                callers.Ask(scorer);
            during = $"{loaded} loaded, {UsedMegabytes()} after use";
        }

        return $"MiB of the GPU: {before} before, {during}, {UsedMegabytes()} freed";
    }

    static string SameAnswers(string model, int inputs)
    {
        const int Rows = 100_000;
        var random = new Random(1);
        var columns = Enumerable.Range(0, inputs).Select(_ => new ColumnBuffer()).ToArray();
        var batch = new ColumnBatch(inputs) { RowCount = Rows };
        for (var i = 0; i < inputs; i++)
        {
            columns[i].Reset(ElementType.Float64, Rows);
            foreach (ref var value in columns[i].Span<double>())
                value = random.NextDouble() * 10;
            batch[i] = columns[i].View;
        }

        var (cpu, slow) = Answers("cpu");
        var (cuda, fast) = Answers("cuda");
        var most = cpu.Zip(cuda, (one, other) => Math.Abs(one - other) / Math.Max(1, Math.Abs(one))).Max();
        return $"largest difference {most:E1}; {Rows / slow:N0} rows/s on the CPU by one thread, {Rows / fast:N0} on the GPU";

        (double[] Values, double Seconds) Answers(string device)
        {
            using var backend = OnnxBackend.Load(model, new OnnxModelOptions
            {
                Parameters = [.. Enumerable.Range(1, inputs).Select(i => new OnnxParameter($"x{i}", ElementType.Float64))],
                Device = DeviceSelection.Parse(device),
                MaxBatchRows = Rows,
            });
            using var results = new ResultColumns(backend.Signature.Outputs.Count, 0);
            var clock = new Stopwatch();
            for (var i = 0; i < 6; i++)
            {
                if (i == 1)
                    clock.Start();
                backend.RunAsync(batch, results, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            }

            var answers = results[0]!;
            double[] values = answers.Type.Element == ElementType.Float64 ? answers.Span<double>().ToArray() : Array.ConvertAll(answers.Span<float>().ToArray(), value => (double)value);
            return (values, clock.Elapsed.TotalSeconds / 5);
        }
    }

    static string Registered(GpuModels models)
    {
        var environment = OrtEnv.Instance();
        environment.RegisterExecutionProviderLibrary("cuda", Path.Combine(AppContext.BaseDirectory, CudaProvider.LibraryName));
        var devices = environment.GetEpDevices().Where(device => device.EpName.Contains("CUDA", StringComparison.OrdinalIgnoreCase)).ToArray();
        using var options = new SessionOptions();
        options.AppendExecutionProvider(environment, [.. devices.Take(1)], new Dictionary<string, string>());
        using var session = new InferenceSession(models.Half, options);
        return $"{devices.Length} device(s), a session was made";
    }

    static string Optimised(string model)
    {
        var path = model + ".optimised";
        using var options = new SessionOptions { OptimizedModelFilePath = path };
        options.AppendExecutionProvider_CUDA(0);
        using var session = new InferenceSession(model, options);
        var operators = OnnxModelFile.Open(path).Facts.Operators;
        return string.Join(", ", operators.Select(used => used.Type).Order());
    }

    static string UsedMegabytes()
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo("nvidia-smi", "--query-gpu=memory.used --format=csv,noheader,nounits") { RedirectStandardOutput = true })!;
            return query.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
