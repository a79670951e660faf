using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace SqlInference.Cli.Tests;

public sealed class ServeKilledTests : IDisposable
{
    const string Statements = "/v1/databases/local/statements";

    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task A_server_that_is_killed_while_training_rows_come_leaves_a_failed_model_and_nothing_else()
    {
        using (var server = await ServeAsync())
        {
            using var begun = await server.Client.PostAsJsonAsync(Statements, new { statement = "CREATE MODEL f FROM (SELECT n FROM rides) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST" });
            var answer = JsonDocument.Parse(await begun.Content.ReadAsStringAsync()).RootElement;
            var run = $"{Statements}/{answer.GetProperty("run").GetString()}";
            using var upload = await HalfAnUploadAsync(server.Client.BaseAddress!, run);
            while (JsonDocument.Parse(await server.Client.GetStringAsync(run)).RootElement.GetProperty("state").GetString() != "receiving_rows")
                await Task.Delay(20);
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
        }

        using var again = await ServeAsync();
        var model = JsonDocument.Parse(await again.Client.GetStringAsync("/v1/databases/local/models/public.f")).RootElement;
        Assert.Equal("failed", model.GetProperty("state").GetString());
        Assert.StartsWith("interrupted: the process ", model.GetProperty("failure_reason").GetString(), StringComparison.Ordinal);
        using var repeated = await again.Client.PostAsJsonAsync(Statements, new { statement = "DROP MODEL f" });
        Assert.True(repeated.IsSuccessStatusCode, await repeated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_prediction_fails_it_cleanly_and_answers_when_it_is_back()
    {
        double answered;
        string[] files;
        using (var server = await ServeAsync())
        {
            using var made = await server.Client.PostAsJsonAsync(Statements, new
            {
                statement = $"CREATE MODEL m FROM '{Path.Combine(AppContext.BaseDirectory, "models", "slow.onnx")}' FUNCTION f(steps bigint) RETURNS real SETTINGS (CACHE OFF)",
            });
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
            answered = await StepsAsync(server.Client, 3);
            files = Artifacts();
            Assert.NotEmpty(files);

            var request = StepsAsync(server.Client, long.MaxValue >> 1);
            while (!(await server.Client.GetStringAsync("/metrics")).Contains("sqlinference_http_requests_in_flight{protocol=\"functions\"} 1\n", StringComparison.Ordinal))
                await Task.Delay(20);
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => request);
        }

        Assert.Equal(files, Artifacts());
        using var again = await ServeAsync();
        Assert.Equal(answered, await StepsAsync(again.Client, 3));
        Assert.Equal("ready", JsonDocument.Parse(await again.Client.GetStringAsync("/v1/databases/local/models/public.m")).RootElement.GetProperty("state").GetString());
        Assert.Equal(files, Artifacts());
    }

    /// <summary>All that is kept of models, half-made things included.</summary>
    string[] Artifacts() =>
    [
        .. Directory.GetFiles(Path.Combine(_command.Folder, "data"), "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("catalog.db", StringComparison.Ordinal)).Order(),
    ];

    static async Task<double> StepsAsync(HttpClient client, long steps)
    {
        using var answer = await client.PostAsJsonAsync("/functions/local.public.f", new { steps });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("prediction").GetDouble();
    }

    async Task<Server> ServeAsync()
    {
        var process = _command.Start("serve", "--data", "data", "--listen", "http://127.0.0.1:0", "--set", $"model_folders={AppContext.BaseDirectory}");
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var start)
                return new(process, new() { BaseAddress = new(line[start..].Split(' ', '"', ',')[0]) });
        }

        throw new InvalidOperationException("The server never listened.");
    }

    static async Task<Socket> HalfAnUploadAsync(Uri address, string run)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        var rows = "n\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i % 100}\n"));
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"PUT {run}/training HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: text/csv\r\nContent-Length: {2 * rows.Length}\r\n\r\n{rows}"));
        return socket;
    }

    sealed record Server(System.Diagnostics.Process Process, HttpClient Client) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
                Process.Kill();
            Process.Dispose();
            Client.Dispose();
        }
    }
}
