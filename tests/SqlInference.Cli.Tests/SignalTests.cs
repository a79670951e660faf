using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqlInference.Cli.Tests;

public sealed partial class SignalTests : IDisposable
{
    const int SIGINT = 2;
    const int SIGTERM = 15;
    const string Forever = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3";

    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData(SIGINT, 130)]
    [InlineData(SIGTERM, 143)]
    public void A_signal_cancels_the_query_and_ends_the_run_in_order(int signal, int exitCode)
    {
        var result = SendDuring(signal, Forever, "SELECT 'not reached' AS next");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("not reached", result.Output, StringComparison.Ordinal);
        Assert.Equal("cancelled\n", result.Error);
        Assert.Equal("t\nkept\n", _command.Run("run", "--format", "csv", "-c", "FROM t").Output);
    }

    [Fact]
    public void An_interrupt_while_a_model_is_trained_leaves_no_model_behind()
    {
        var result = SendDuring(SIGINT,
            "CREATE MODEL m FROM (SELECT a.range AS x FROM range(10000000) a, range(10000000) b) FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST", "SELECT 1");

        Assert.Equal(130, result.ExitCode);
        Assert.Equal("cancelled\n", result.Error);
        Assert.Equal("Schema Name,Model Name\n", _command.Run("run", "--format", "csv", "-c", "SHOW MODEL ALL").Output);
    }

    [Fact]
    public void An_interrupt_while_input_is_awaited_runs_nothing()
    {
        using var process = _command.Start("run", "-");
        process.StandardInput.Write("SELECT 'half a script' AS a;");
        process.StandardInput.Flush();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        WaitUntilListening(process);
        _ = Kill(process.Id, SIGINT);

        Assert.Equal(new CommandResult(130, "", ""), CommandUnderTest.Finish(process, output, error));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("table")]
    public void A_reader_that_has_enough_ends_the_run_quietly(string format)
    {
        var result = _command.RunShell(
            $"\"$SQLINFERENCE\" run --max-rows 0 --format {format} -c 'SELECT * FROM range(100000000000) t(n)' | head -n 1; echo ${{PIPESTATUS[0]}}");

        Assert.EndsWith("\n141\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    CommandResult SendDuring(int signal, string statement, string next)
    {
        using var process = _command.Start("run", "--format", "csv", "-c", "CREATE TABLE t AS SELECT 'kept' AS t; SELECT 'started' AS s", "-c", $"{statement}; {next}");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        Assert.Equal("s", process.StandardOutput.ReadLine());
        Assert.Equal("started", process.StandardOutput.ReadLine());
        Thread.Sleep(300);
        _ = Kill(process.Id, signal);
        return CommandUnderTest.Finish(process, process.StandardOutput.ReadToEndAsync(), error);
    }

    /// <summary>Until then a signal has its usual effect: the process ends without a word.</summary>
    static void WaitUntilListening(Process process)
    {
        var watch = Stopwatch.StartNew();
        while (!CatchesInterrupts(process.Id) && watch.Elapsed < TimeSpan.FromSeconds(20))
            Thread.Sleep(20);
        Thread.Sleep(200);
    }

    static bool CatchesInterrupts(int processId)
    {
        var caught = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (Convert.ToUInt64(caught[7..].Trim(), 16) & (1UL << (SIGINT - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
