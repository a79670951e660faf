using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace SqlInference.Cli.Tests;

public sealed class ServiceCommandTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public async Task Status_tells_how_a_service_is()
    {
        using var server = await ServeAsync("--listen", "http://127.0.0.1:0");

        var table = _command.Run("status", "--url", server.Address);
        var json = Assert.Single(JsonNode.Parse(_command.Run("status", "--url", server.Address, "--json").Output)!.AsArray())!;

        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Matches(" live +\\| true", table.Output);
        Assert.Matches(" uptime +\\| 0 min [0-9]+ s", table.Output);
        Assert.Matches(" models in memory +\\| 0", table.Output);
        Assert.Equal((server.Address, true, true, 0), ((string)json["address"]!, (bool)json["live"]!, (bool)json["ready"]!, (int)json["models_in_memory"]!));
        Assert.Equal($"sqlinference {(string)json["version"]!}", string.Join(' ', _command.Run("--version").Output.Split(' ')[..2]));
        Assert.True((double)json["uptime_seconds"]! > 0);
        Assert.Equal(0, (long)json["rows"]!);
    }

    [Fact]
    public async Task Models_are_listed_over_a_unix_socket()
    {
        var created = _command.Run("run", "-c", "CREATE TABLE rides AS SELECT i % 100 AS n FROM range(2000) AS numbers (i); CREATE MODEL forest FROM (SELECT n FROM rides) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST");
        Assert.True(created.ExitCode == 0, created.Error);
        var socket = Path.Combine(_command.Folder, "s.sock");
        using var server = await ServeAsync("--listen", $"unix:{socket}");

        var table = _command.Run("models", "--url", $"unix:{socket}");
        var model = Assert.Single(JsonNode.Parse(_command.Run("models", "--url", $"unix:{socket}", "--json").Output)!.AsArray())!;

        Assert.EndsWith("(1 row)\n\n", table.Output, StringComparison.Ordinal);
        Assert.Contains(" public.forest ", table.Output, StringComparison.Ordinal);
        Assert.Equal(("public.forest", "trained", "ready", 1, Environment.UserName),
            ((string)model["model"]!, (string)model["kind"]!, (string)model["state"]!, (int)model["version"]!, (string)model["owner"]!));
        Assert.StartsWith("f(", (string)model["function"]!, StringComparison.Ordinal);
        Assert.Equal("[]\n", _command.Run("models", "--url", $"unix:{socket}", "--database", "other", "--json").Output);
    }

    [Fact]
    public async Task A_token_comes_from_a_file_or_from_the_environment()
    {
        var token = _command.Run("token", "create", "--name", "admin", "--role", "admin").Output.Trim();
        _command.Write("token", token + "\n");
        _command.Write("no-token", "two words\n");
        using var server = await ServeAsync("--listen", "http://127.0.0.1:0", "--set", "require_tokens=true");

        Assert.Equal(0, _command.Run("status", "--url", server.Address, "--token-file", "token").ExitCode);
        Assert.Equal(0, _command.RunShell($"SQLI_TOKEN={token} \"$SQLINFERENCE\" models --url {server.Address}").ExitCode);
        var without = _command.RunShell($"unset SQLI_TOKEN; \"$SQLINFERENCE\" status --url {server.Address}");
        Assert.Equal("error SI601 unauthenticated: This service answers requests with a token only.\nhint: Give a token with --token-file, or in the environment variable SQLI_TOKEN.\n", without.Error);
        Assert.Equal((7, ""), (without.ExitCode, without.Output));
        Assert.Equal("error SI607 configuration_invalid: The file 'no-token' holds no token.\nhint: A token is what 'sqlinference token create' prints.\n",
            _command.Run("status", "--url", server.Address, "--token-file", "no-token").Error);
        Assert.StartsWith("error SI607 configuration_invalid: The token file 'none' cannot be read: ", _command.Run("models", "--url", server.Address, "--token-file", "none").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("models")]
    public void Where_nothing_listens_the_message_names_the_address(string command)
    {
        using var port = new Socket(SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndPoint!).Port}";

        var result = _command.Run(command, "--url", address);

        Assert.Equal($"error SI610 service_unreachable: There is no service at {address}: Connection refused.\nhint: Start it with 'sqlinference serve', or name its address with --url.\n", result.Error);
        Assert.Equal((8, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Something_else_that_listens_is_not_taken_for_the_service()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        var address = $"http://{listener.LocalEndpoint}";

        var result = await Task.Run(() => _command.Run("models", "--url", address));
        await answering;

        Assert.Equal($"error SI610 service_unreachable: What listens at {address} answers, but not as sqlinference: 404 Not Found.\nhint: Name the service's address with --url.\n", result.Error);
        Assert.Equal(8, result.ExitCode);
    }

    [Theory]
    [InlineData("models.example.com")]
    [InlineData("unix:relative")]
    [InlineData("http://user:secret@host")]
    [InlineData("http://host/path")]
    public void An_address_that_is_none_is_refused(string address)
    {
        var result = _command.Run("status", "--url", address);

        Assert.Equal($"error: --url is '{address}'; write http://127.0.0.1:8780, https://models.example.com or unix:/run/sqlinference.sock.\nhint: See sqlinference status --help.\n", result.Error);
        Assert.Equal(2, result.ExitCode);
    }

    static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope"u8.ToArray());
    }

    async Task<Server> ServeAsync(params string[] options)
    {
        var process = _command.Start(["serve", "--data", ".sqlinference", .. options]);
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("Listening on ", StringComparison.Ordinal) is >= 0 and var start)
                return new(process, line[(start + "Listening on ".Length)..].Split(' ', '"', ',')[0]);
        }

        throw new InvalidOperationException("The server never listened.");
    }

    sealed record Server(Process Process, string Address) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
                Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
