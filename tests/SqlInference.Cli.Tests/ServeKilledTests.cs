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
    public async Task A_server_that_is_killed_while_it_trains_leaves_a_failed_model()
    {
        using (var server = await ServeAsync())
        {
            var (run, answer) = await TrainAsync(server.Client, "OBJECTIVE 'reg:squarederror' HYPERPARAMETERS DEFAULT EXCEPT (num_round '1000000')");
            Assert.True(answer.GetProperty("confirmable").GetBoolean());
            using var confirmed = await server.Client.PostAsync($"{run}/confirm", null);
            Assert.Equal("training", JsonDocument.Parse(await confirmed.Content.ReadAsStringAsync()).RootElement.GetProperty("state").GetString());
            server.Process.Kill();
            await server.Process.WaitForExitAsync();
        }

        using var again = await ServeAsync();
        var model = JsonDocument.Parse(await again.Client.GetStringAsync("/v1/databases/local/models/public.m")).RootElement;
        Assert.Equal("failed", model.GetProperty("state").GetString());
        Assert.Matches("^interrupted: the process .* ended before it was complete; run CREATE MODEL again$", model.GetProperty("failure_reason").GetString());
    }

    [Fact]
    public async Task A_training_that_fails_in_the_background_is_in_the_log()
    {
        using var server = await ServeAsync();
        var (run, _) = await TrainAsync(server.Client, "OBJECTIVE 'multi:softmax' HYPERPARAMETERS DEFAULT EXCEPT (num_class '2')");
        using var confirmed = await server.Client.PostAsync($"{run}/confirm", null);
        string? line;
        do
            line = await server.Process.StandardError.ReadLineAsync();
        while (line is not null && !line.Contains("public.m", StringComparison.Ordinal));
        Assert.Contains("Training of model public.m version 1 failed", line, StringComparison.Ordinal);
        Assert.Equal("failed", JsonDocument.Parse(await server.Client.GetStringAsync(run)).RootElement.GetProperty("state").GetString());
        var model = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/databases/local/models/public.m")).RootElement;
        Assert.Equal("Hyperparameter num_class is 2, but the target has 3 classes.", model.GetProperty("failure_reason").GetString());
    }

    /// <summary>A statement of a session that goes on, up to where all rows are in.</summary>
    static async Task<(string Run, JsonElement Answer)> TrainAsync(HttpClient client, string clauses)
    {
        using var begun = await client.PostAsJsonAsync(Statements, new
        {
            statement = $"CREATE MODEL m FROM (SELECT a, b FROM t) TARGET b FUNCTION f AUTO OFF MODEL_TYPE XGBOOST {clauses}",
            engine = "postgresql",
            background = true,
        });
        var run = $"{Statements}/{JsonDocument.Parse(await begun.Content.ReadAsStringAsync()).RootElement.GetProperty("run").GetString()}";
        using var rows = new StringContent("a,b\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i % 1000},{i % 3}\n")), Encoding.ASCII, "text/csv");
        using var sent = await client.PutAsync($"{run}/training?types=double precision,int", rows);
        return (run, JsonDocument.Parse(await sent.Content.ReadAsStringAsync()).RootElement);
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
