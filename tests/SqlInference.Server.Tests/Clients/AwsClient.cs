using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SqlInference.Server.Tests.Clients;

/// <summary>Debian's boto3 and AWS command, unmodified, in an environment of their own.</summary>
static class AwsClient
{
    public static async Task<JsonArray> BotoAsync(Uri url, string id, string secret, params object[] calls)
    {
        var input = JsonSerializer.Serialize(new { url = url.ToString().TrimEnd('/'), key = new { id, secret }, calls });
        var (exit, output, errors) = await RunAsync("/usr/bin/python3", id, secret, input, Path.Combine(AppContext.BaseDirectory, "invoke.py"));
        Assert.True(exit == 0, errors);
        return JsonNode.Parse(output)!.AsArray();
    }

    /// <summary>Runs <c>aws sagemaker-runtime invoke-endpoint</c> with the body and further options.</summary>
    /// <returns>The exit code, what it printed, and the file that it wrote the answer to, if it did.</returns>
    public static async Task<(int Exit, string Printed, string? Answer)> InvokeAsync(Uri url, string endpoint, string body, params string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            var (exit, output, errors) = await RunAsync("/usr/bin/aws", "fake", "fake", "", [
                "sagemaker-runtime", "invoke-endpoint", "--endpoint-url", url.ToString(), "--endpoint-name", endpoint,
                "--cli-binary-format", "raw-in-base64-out", "--body", body, .. options, file]);
            return (exit, output + errors, exit == 0 ? await File.ReadAllTextAsync(file) : null);
        }
        finally
        {
            File.Delete(file);
        }
    }

    static async Task<(int Exit, string Output, string Errors)> RunAsync(string program, string id, string secret, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in new[]
        {
            ("PATH", "/usr/bin:/bin"), ("HOME", "/nonexistent"), ("LANG", "C.UTF-8"), ("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret),
            ("AWS_DEFAULT_REGION", "eu-central-1"), ("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_MAX_ATTEMPTS", "1"), ("AWS_PAGER", ""),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
