namespace SqlInference.Cli.Tests;

public sealed class ErrorTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void A_script_stops_at_its_first_error_and_says_where_it_was()
    {
        var script = _command.Write("folder with blank/script.sql", "SELECT 1 AS a;\n\n  -- about the next one\n  SHOW MODEL public.missing;\nSELECT 2 AS b;\n");

        var stopped = _command.Run("run", script);
        Assert.Equal(" a\n---\n 1\n(1 row)\n\n", stopped.Output);
        Assert.StartsWith("folder with blank/script.sql:4:3: error SI101 unknown_model: ", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("public.missing", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(4, stopped.ExitCode);

        var kept = _command.Run("run", "--keep-going", script, "-c", "SELEC 3");
        Assert.Contains("\n b\n", kept.Output, StringComparison.Ordinal);
        Assert.Contains("\n-c:1:1: error SI008 database_error: ", kept.Error, StringComparison.Ordinal);
        Assert.Equal(4, kept.ExitCode);
    }

    [Fact]
    public void Errors_of_the_database_point_into_the_script()
    {
        var script = _command.Write("s.sql", "SELECT 1;\nSELECT 'é',\n  nonsense + 1\nFROM range(3);\n");

        var result = _command.Run("run", script);

        Assert.StartsWith("s.sql:3:3: error SI008 database_error: Binder Error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nLINE 3:   nonsense + 1\n          ^\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Errors_in_our_statements_come_with_a_caret()
    {
        var script = _command.Write("s.sql", "\n\nCREATE MODEL m FUNCTION f(int)\n  RETURN int SAGEMAKER 'x';");

        var result = _command.Run("run", script);

        Assert.StartsWith("s.sql:4:3: error SI001 syntax_error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n    RETURN int SAGEMAKER 'x';\n    ^\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Line 4, column 3", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [InlineData("SELECT 'cut off")]
    [InlineData("CREATE MODEL m FROM 'cut off")]
    [InlineData("SELECT 1 /* cut off")]
    [InlineData("SELECT (1")]
    public void A_script_that_is_cut_off_is_an_error(string end)
    {
        var result = _command.RunWithInput($"SELECT 1 AS a;\n{end}", "run", "-");

        Assert.StartsWith(" a\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("stdin:2:", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Scripts_that_cannot_be_read_stop_the_run_before_it_begins()
    {
        _command.Write("good.sql", "SELECT 1;");
        File.WriteAllBytes(Path.Combine(_command.Folder, "latin1.sql"), [.. "SELECT 'caf"u8, 0xE9, .. "'"u8]);
        Directory.CreateDirectory(Path.Combine(_command.Folder, "folder"));

        foreach (var (name, complaint) in new[] { ("missing.sql", "missing.sql"), ("latin1.sql", "not UTF-8"), ("folder", "is a folder") })
        {
            var result = _command.Run("run", "good.sql", name);
            Assert.Equal("", result.Output);
            Assert.StartsWith("error SI504 file_not_readable: ", result.Error, StringComparison.Ordinal);
            Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
            Assert.Contains("\nhint: ", result.Error, StringComparison.Ordinal);
            Assert.Equal(4, result.ExitCode);
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "-c", "SELECT 1", "--format", "xml")]
    [InlineData("run", "-c", "SELECT 1", "--threads", "0")]
    [InlineData("run", "-c", "SELECT 1", "--max-rows", "-1")]
    [InlineData("run", "-", "-")]
    [InlineData("run", "--nonsense")]
    [InlineData("nonsense")]
    public void Wrong_command_lines_exit_with_2_and_name_the_help(params string[] arguments)
    {
        var result = _command.Run(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(" --help.", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, ".sqlinference")));
    }

    [Fact]
    public void A_second_process_is_told_who_has_the_data_folder()
    {
        using var first = _command.Start("shell");
        first.StandardInput.WriteLine("SELECT 'ready' AS state;");
        while (first.StandardOutput.ReadLine() is { } line && line != " ready")
        {
        }

        var second = _command.Run("run", "-c", "SELECT 1");
        Assert.StartsWith("error SI502 data_folder_in_use: ", second.Error, StringComparison.Ordinal);
        Assert.Contains($"process {first.Id} (", second.Error, StringComparison.Ordinal);
        Assert.Contains("\nhint: Type the statements there, or close it there first", second.Error, StringComparison.Ordinal);
        Assert.Equal(4, second.ExitCode);

        first.StandardInput.Close();
        Assert.True(first.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(0, _command.Run("run", "-c", "SELECT 1").ExitCode);
    }

    [Fact]
    public void A_data_folder_that_cannot_be_one_is_an_error_with_a_hint()
    {
        _command.Write("file", "not a folder");

        var result = _command.Run("run", "--data", "file", "-c", "SELECT 1");

        Assert.StartsWith("error SI501 data_folder_unusable: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--data", result.Error, StringComparison.Ordinal);
        Assert.Equal(8, result.ExitCode);
    }

    [Fact]
    public void A_full_disk_behind_standard_output_is_an_error()
    {
        var result = _command.RunShell("\"$SQLINFERENCE\" run -c 'SELECT 1' > /dev/full");

        Assert.Contains("error SI503 disk_full: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(8, result.ExitCode);
    }

    [Fact]
    public void Debugging_shows_the_stack()
    {
        var quiet = _command.RunShell("\"$SQLINFERENCE\" run -c 'SHOW MODEL x'");
        var loud = _command.RunShell("SQLINFERENCE_DEBUG=1 \"$SQLINFERENCE\" run -c 'SHOW MODEL x'");

        Assert.DoesNotContain("   at ", quiet.Error, StringComparison.Ordinal);
        Assert.Contains("   at SqlInference.", loud.Error, StringComparison.Ordinal);
    }
}
