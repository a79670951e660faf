namespace SqlInference.Cli.Tests;

public sealed class BackupTests : IDisposable
{
    const string Train =
        """
        CREATE TABLE t AS SELECT range AS n FROM range(1000);
        CREATE MODEL forest FROM (SELECT n FROM t) FUNCTION score MODEL_TYPE RANDOM_CUT_FOREST;
        """;

    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Theory]
    [InlineData("copy.tar")]
    [InlineData("copy")]
    public void A_restored_folder_has_models_and_tables(string target)
    {
        Assert.Equal(0, _command.Run("run", "-c", Train).ExitCode);

        Assert.Equal(new CommandResult(0, "", ""), _command.Run("backup", target));
        Assert.Equal(new CommandResult(0, "", ""), _command.Run("restore", target, "--data", "restored"));

        Assert.Equal("n\n1000\n", _command.Run("run", "--data", "restored", "--format", "csv", "-c", "SELECT count(*) AS n FROM t WHERE score(n) > 0").Output);
    }

    [Fact]
    public void Tables_that_another_process_has_open_are_left_out_and_it_is_said()
    {
        Assert.Equal(0, _command.Run("run", "-c", Train).ExitCode);
        using var shell = _command.Start("shell");
        shell.StandardInput.WriteLine("SELECT 'ready' AS state;");
        while (shell.StandardOutput.ReadLine() is { } line && line != " ready")
        {
        }

        var backup = _command.Run("backup", "copy");
        Assert.Equal("notice: The tables in './.sqlinference' are not in the backup: another process has them open. Close it there to have them too.\n", backup.Error);
        Assert.Equal("", _command.Run("backup", "quiet.tar", "--no-tables").Error);
        shell.StandardInput.Close();
        Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(30)));

        Assert.Equal(0, _command.Run("restore", "copy", "--data", "restored").ExitCode);
        Assert.Equal("Schema Name,Model Name\npublic,forest\n", _command.Run("run", "--data", "restored", "--format", "csv", "-c", "SHOW MODEL ALL").Output);
        Assert.Equal("n\n5\n", _command.Run("run", "--data", "restored", "--format", "csv", "-c", "SELECT count(*) AS n FROM range(5) WHERE score(range) > 0").Output);
    }

    [Fact]
    public void What_cannot_be_done_is_said_with_its_exit_code()
    {
        Assert.Equal(0, _command.Run("token", "create", "--name", "bi", "--role", "admin").ExitCode);
        _command.Write("damaged.tar", "no archive");

        var damaged = _command.Run("restore", "damaged.tar", "--data", "restored");
        Assert.Equal("error SI505 backup_invalid: The backup 'damaged.tar' cannot be used: it is no archive, or was cut off.\nhint: Nothing was restored. Take another backup.\n", damaged.Error);
        Assert.Equal(8, damaged.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, "restored")));
        var full = _command.Run("restore", "damaged.tar");
        Assert.StartsWith("error SI501 data_folder_unusable: The folder '", full.Error, StringComparison.Ordinal);
        Assert.Equal(8, full.ExitCode);
        Assert.StartsWith("error SI501 data_folder_unusable: There is no catalog in 'nowhere'.", _command.Run("backup", "b.tar", "--data", "nowhere").Error, StringComparison.Ordinal);
    }
}
