using System.Runtime.InteropServices;

namespace SqlInference.Cli.Tests;

/// <summary>What of a script waits for its models.</summary>
public sealed partial class TrainingTests : IDisposable
{
    const int SIGINT = 2;
    const string Rows = "CREATE TABLE t AS SELECT i % 60 AS x, 2.0 * (i % 60) AS y FROM range(300) r(i)";
    const string Train = "CREATE MODEL m FROM (SELECT x, y FROM t) TARGET y FUNCTION f MODEL_TYPE LINEAR_LEARNER";
    const string Fails = "CREATE MODEL m FROM (SELECT x, mod(x, 3) AS y FROM t) TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'multi:softmax' HYPERPARAMETERS DEFAULT EXCEPT (num_class '2')";

    // Far more than a test waits for.
    const string TrainForLong = "CREATE MODEL m FROM (SELECT hash(i) % 1000 AS a, hash(i + 1) % 1000 AS b, hash(i + 2) % 1000 AS c, hash(i + 3) % 1000 AS d, (hash(i) % 1000 + hash(i + 9) % 1000)::double AS y FROM range(400000) r(i)) "
        + "TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' HYPERPARAMETERS DEFAULT EXCEPT (num_round '100000') SETTINGS (MAX_CELLS 10000000)";

    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--wait")]
    public void A_script_waits_where_it_names_the_model(params string[] options)
    {
        var result = _command.Run(["run", "--format", "csv", .. options, "-c", $"{Rows}; {Train}; SHOW MODEL m; SELECT round(f(10)) AS answer"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Model State,READY\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("answer\n20.0\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_of_a_script_waits_for_its_models()
    {
        Assert.Equal(0, _command.Run("run", "-c", $"{Rows}; {Train}").ExitCode);
        Assert.Equal("answer\n20.0\n", _command.Run("run", "--format", "csv", "-c", "SELECT round(f(10)) AS answer").Output);
    }

    [Fact]
    public void A_training_that_fails_is_the_script_s_failure()
    {
        var result = _command.Run("run", "--format", "csv", "-c", $"{Rows}; {Fails}; SELECT 'next' AS n");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("n\nnext\n", result.Output);
        Assert.Contains("SI308", result.Error, StringComparison.Ordinal);
        Assert.Contains("Hyperparameter num_class is 2, but the target has 3 classes.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Model State,FAILED\n", _command.Run("run", "--format", "csv", "-c", "SHOW MODEL m").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shell_waits_before_it_ends()
    {
        var result = _command.RunWithInput($"{Rows};\n{Train};\n", "shell");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Model State,READY\n", _command.Run("run", "--format", "csv", "-c", "SHOW MODEL m").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_waiting_the_script_goes_on_and_Ctrl_C_cancels_the_training()
    {
        using var process = _command.Start("run", "--no-wait", "--format", "csv", "-c", $"{TrainForLong}; SHOW MODEL m; SELECT f(1, 2, 3, 4)");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var told = new List<string?>();
        do
            told.Add(process.StandardError.ReadLine());
        while (told[^1] is { } line && !line.StartsWith("notice:", StringComparison.Ordinal));
        Assert.Equal("notice: The embedded engine trains public.m in this process, which therefore ends when that is done. Ctrl-C cancels it.", told[^1]);
        Assert.Matches(@"Model public\.m is TRAINING \([0-9]+%\)\.", string.Join('\n', told));

        _ = Kill(process.Id, SIGINT);
        var result = CommandUnderTest.Finish(process, output, process.StandardError.ReadToEndAsync());
        Assert.Equal((130, "cancelled\n"), (result.ExitCode, result.Error));
        Assert.Contains("Model State,TRAINING\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("Schema Name,Model Name\n", _command.Run("run", "--format", "csv", "-c", "SHOW MODEL ALL").Output);
    }

    [Fact]
    public void A_process_that_is_killed_while_it_trains_leaves_the_model_failed()
    {
        using (var process = _command.Start("run", "--no-wait", "--format", "csv", "-c", $"{TrainForLong}; SELECT 'trains' AS t"))
        {
            Assert.Equal("t", process.StandardOutput.ReadLine());
            process.Kill();
            process.WaitForExit();
        }

        var shown = _command.Run("run", "--format", "csv", "-c", "SHOW MODEL m").Output;
        Assert.Contains("Model State,FAILED\n", shown, StringComparison.Ordinal);
        Assert.Matches("Failure Reason,interrupted: the process [^\n]* ended before it was complete; run CREATE MODEL again\n", shown);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("shell")]
    public void To_wait_and_not_to_wait_is_refused(string command)
    {
        var result = _command.Run([command, "--wait", "--no-wait", .. command == "run" ? new[] { "-c", "SELECT 1" } : []]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("--wait and --no-wait say the opposite; give one of them.", result.Error, StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
