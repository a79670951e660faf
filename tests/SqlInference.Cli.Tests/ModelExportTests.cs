namespace SqlInference.Cli.Tests;

public sealed class ModelExportTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public ModelExportTests() => Assert.Equal(0, _command.Run("run", "-c",
        "CREATE MODEL parity FROM (SELECT i % 10 AS n, i % 2 = 0 AS even FROM range(200) r(i)) TARGET even FUNCTION is_even MODEL_TYPE XGBOOST").ExitCode);

    public void Dispose() => _command.Dispose();

    [Fact]
    public void A_model_is_taken_away_while_a_process_has_the_folder_open()
    {
        using var shell = _command.Start("shell");
        shell.StandardInput.WriteLine("SELECT 'ready' AS state;");
        while (shell.StandardOutput.ReadLine() is { } line && line != " ready")
        {
        }

        Assert.Equal(
            new CommandResult(0, "", "notice: Model 'parity' is in 'parity.onnx'; ONNX Runtime gives the model's own answers with it.\n"),
            _command.Run("model", "export", "parity", "parity.onnx"));
        shell.StandardInput.Close();
        Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(60)));

        Assert.Equal("wrong\n0\n", _command.Run("run", "--data", "elsewhere", "--format", "csv", "-c",
            "CREATE MODEL parity FROM 'parity.onnx' FUNCTION is_even(n float8) RETURNS boolean; SELECT count(*) FILTER (is_even(n) <> (n % 2 = 0)) AS wrong FROM range(10) r(n)").Output);
    }

    [Fact]
    public void What_cannot_be_is_said_with_its_exit_code()
    {
        var unknown = _command.Run("model", "export", "purity", "purity.onnx");
        Assert.Equal((4, "error SI101 unknown_model: There is no model public.purity in database local.\nhint: Did you mean public.parity? SHOW MODEL ALL lists the models.\n"), (unknown.ExitCode, unknown.Error));

        _command.Write("mine.onnx", "mine");
        var existing = _command.Run("model", "export", "parity", "mine.onnx");
        Assert.Equal((8, "error SI501 data_folder_unusable: The file 'mine.onnx' cannot be written: it exists.\nhint: Name another file.\n"), (existing.ExitCode, existing.Error));

        var address = _command.Run("model", "export", "parity", "parity.onnx", "--catalog", "nowhere");
        Assert.Equal(2, address.ExitCode);
    }
}
