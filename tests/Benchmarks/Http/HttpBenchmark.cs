using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using SqlInference.Catalog;
using SqlInference.Inference.Columns;
using SqlInference.Server;
using SqlInference.Service;

namespace Benchmarks.Http;

/// <summary>The service over HTTP: how long one row takes beyond an empty request, and how fast batches go.</summary>
static class HttpBenchmark
{
    // Until the compiler has made its last version of everything: before that the first of the comparisons pays for it.
    const int WarmUps = 40_000;
    const int Calls = 10_000;
    const int BatchRows = 1024;
    const int Batches = 200;
    const string Path = "/v2/models/local.public.trees/infer";

    public static void Run(Report report) => RunAsync(report).GetAwaiter().GetResult();

    static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-http-").FullName;
        double[][] columns;
        using (var warehouse = Warehouse.Open(folder))
        {
            warehouse.Run(Models.CreateTrees("trees", Models.ByOnnxRuntime("CACHE OFF")) + Models.CreateTreeRows("measures", Models.Rows));
            columns = [.. Enumerable.Range(1, Models.TreeInputs).Select(i => Values(warehouse, $"x{i}"))];
        }

        using (var service = new InferenceService(CatalogDatabase.Open(System.IO.Path.Combine(folder, "catalog.db")), new ArtifactStore(folder), new()))
        {
            var (ours, limit) = (System.IO.Path.Combine(folder, "ours.sock"), System.IO.Path.Combine(folder, "limit.sock"));
            await using var server = await InferenceServer.StartAsync(service, new()
            {
                Listen = [new() { Host = IPAddress.Loopback, Port = 0 }, new() { SocketPath = ours }],
            });
            await using var empty = await EmptyServer.StartAsync(limit);
            var address = new Uri(server.Addresses.First(url => url.Contains("127.0.0.1", StringComparison.Ordinal)));
            CompareLatency(report, "TCP", () => KeptConnection.Tcp(address), () => KeptConnection.Tcp(empty.Address), Request(columns, 0, 1));
            CompareLatency(report, "a unix socket", () => KeptConnection.Unix(ours), () => KeptConnection.Unix(limit), Request(columns, 0, 1));
            CompareRate(report, () => KeptConnection.Unix(ours), columns);
        }

        Directory.Delete(folder, recursive: true);
    }

    static void CompareLatency(Report report, string over, Func<KeptConnection> ours, Func<KeptConnection> limit, byte[] request)
    {
        using var first = ours();
        using var second = limit();
        var (mine, empty) = (new double[Calls], new double[Calls]);
        var allocated = 0L;
        for (var i = -WarmUps; i < Calls; i++)
        {
            if (i == 0)
                allocated = GC.GetTotalAllocatedBytes();
            var one = Microseconds(first, request);
            var other = Microseconds(second, request);
            if (i >= 0)
                (mine[i], empty[i]) = (one, other);
        }

        allocated = (GC.GetTotalAllocatedBytes() - allocated) / Calls;
        Array.Sort(mine);
        Array.Sort(empty);
        Add(50, "<= 1.6");
        Add(99, "<= 3");
        report.Add($"one row over {over}, both requests together", $"{allocated} bytes allocated", "few");

        void Add(int percent, string goal)
        {
            var at = Calls * percent / 100;
            report.Add($"one row over {over}, {percent}th percentile (limit: an empty request)", $"{mine[at]:F1} us", $"{empty[at]:F1} us", mine[at] / empty[at], goal);
        }
    }

    static void CompareRate(Report report, Func<KeptConnection> connect, double[][] columns)
    {
        using var connection = connect();
        using var model = new TreesInProcess(Models.TreesFile, callers: 1);
        for (var i = 0; i < columns.Length; i++)
            model.Fill(i, columns[i]);
        var requests = Enumerable.Range(0, Batches).Select(batch => Request(columns, batch * BatchRows, BatchRows)).ToArray();
        report.Add($"{BatchRows} rows of 8 doubles a request over a unix socket, one at a time (limit: ONNX Runtime, 1 thread)", Comparison.Run(BatchRows * Batches, () =>
        {
            foreach (var request in requests)
                connection.Call(request);
        }, () => model.Run(BatchRows, BatchRows * Batches)), ">= 0.8");
    }

    static double Microseconds(KeptConnection connection, byte[] request)
    {
        var started = Stopwatch.GetTimestamp();
        connection.Call(request);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    static double[] Values(Warehouse warehouse, string column)
    {
        using var values = warehouse.Column($"SELECT {column} FROM measures", ElementType.Float64, Models.Rows);
        return values.Span<double>().ToArray();
    }

    static byte[] Request(double[][] columns, int start, int rows)
    {
        var inputs = columns.Select((_, i) =>
            $$$"""{"name":"arg{{{i + 1}}}","shape":[{{{rows}}}],"datatype":"FP64","parameters":{"binary_data_size":{{{rows * sizeof(double)}}}}}""");
        return KeptConnection.Post(Path, $$"""{"parameters":{"binary_data_output":true},"inputs":[{{string.Join(',', inputs)}}]}""",
            MemoryMarshal.AsBytes<double>([.. columns.SelectMany(column => column[start..(start + rows)])]));
    }
}
