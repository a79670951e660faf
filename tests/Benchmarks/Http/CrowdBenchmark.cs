using System.Net;
using SqlInference.Catalog;
using SqlInference.Server;
using SqlInference.Service;

namespace Benchmarks.Http;

/// <summary>
/// 64 connections that stay open, one row a request: merged by the service, against each row run by itself. One model is
/// cheap; the other, a transformer, costs so much a call that merging pays.
/// </summary>
static class CrowdBenchmark
{
    const int Connections = 64;
    const string Text = """{"inputs":[{"name":"arg1","shape":[1],"datatype":"BYTES","data":["the product is excellent, the phone is good"]}]}""";

    public static void Run(Report report) => RunAsync(report).GetAwaiter().GetResult();

    static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("sqlinference-http-").FullName;
        using (var warehouse = Warehouse.Open(folder))
        {
            warehouse.Run(Models.CreateTrees("trees", Models.ByOnnxRuntime("CACHE OFF")) + Models.CreateTrees("trees_alone", Models.ByOnnxRuntime("CACHE OFF, MAX_BATCH_ROWS 1"))
                + Models.CreateTransformer("stars", "CACHE OFF") + Models.CreateTransformer("stars_alone", "CACHE OFF, MAX_BATCH_ROWS 1"));
        }

        using (var service = new InferenceService(CatalogDatabase.Open(Path.Combine(folder, "catalog.db")), new ArtifactStore(folder), new()))
        {
            await using var server = await InferenceServer.StartAsync(service, new() { Listen = [new() { Host = IPAddress.Loopback, Port = 0 }] });
            var address = new Uri(server.Addresses[0]);
            var connections = Enumerable.Range(0, Connections).Select(_ => KeptConnection.Tcp(address)).ToArray();
            Measure(report, connections, "100 boosted trees by ONNX Runtime", "trees", TreeRequest, requests: 500);
            Measure(report, connections, "transformer, 2 layers × 128", "stars", Text, requests: 50);
            foreach (var connection in connections)
                connection.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    static string TreeRequest => $$"""{"inputs":[{{string.Join(',', Enumerable.Range(1, Models.TreeInputs).Select(i =>
        $$"""{"name":"arg{{i}}","shape":[1],"datatype":"FP64","data":[{{i}}.5]}"""))}}]}""";

    static void Measure(Report report, KeptConnection[] connections, string what, string model, string json, int requests)
    {
        Action Ask(string name)
        {
            var request = KeptConnection.Post($"/v2/models/local.public.{name}/infer", json);
            return () => AskAll(connections, request, requests);
        }

        report.Add($"{Connections} connections, one row a request, {what}: merged (limit: each row by itself)",
            Comparison.Run(Connections * requests, Ask(model), Ask($"{model}_alone"), turns: 5), ">= 3");
    }

    static void AskAll(KeptConnection[] connections, byte[] request, int requests)
    {
        var threads = connections.Select(connection => new Thread(() =>
        {
            for (var i = 0; i < requests; i++)
                connection.Call(request);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }
}
