namespace SqlInference.Cli.Tests;

public sealed class RunTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void Scripts_commands_and_standard_input_run_in_order_in_one_session()
    {
        _command.Write("b.sql", "\uFEFFINSERT INTO steps VALUES ('b');");

        var result = _command.RunWithInput("INSERT INTO steps VALUES ('stdin')", "run", "--format", "csv",
            "-c", "CREATE TEMP TABLE steps (step text)", "b.sql", "-c", "INSERT INTO steps VALUES ('c');", "-", "-c", "-- @first\nSELECT string_agg(step, ' ') AS steps FROM steps");

        Assert.Equal("steps\nb c stdin\n", result.Output);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Tables_and_models_are_there_for_the_next_process()
    {
        var train = _command.Run("run", "--data", "odd name, with 'quotes'", "-c",
            """
            CREATE TABLE "Ünï ""t" AS SELECT range AS "värde" FROM range(1000);
            CREATE MODEL forest FROM (SELECT "värde" FROM "Ünï ""t") FUNCTION odd_score MODEL_TYPE RANDOM_CUT_FOREST;
            """);
        Assert.Equal("", train.Error);
        Assert.Equal("CREATE TABLE\nCREATE MODEL\n", train.Output);

        var score = _command.Run("run", "--data", "odd name, with 'quotes'", "--format", "csv", "-c",
            "SELECT count(*) AS n FROM \"Ünï \"\"t\" WHERE odd_score(\"värde\") > 0; SHOW MODEL ALL");
        Assert.Equal("n\n1000\n\nSchema Name,Model Name\npublic,forest\n", score.Output);
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, ".sqlinference")));
    }

    [Fact]
    public void Files_are_found_beside_the_script_that_names_them()
    {
        _command.Write("sub/data.csv", "n\n1\n2\n3\n");
        _command.Write("sub/load.sql", "CREATE TABLE t (n int);\nCOPY t FROM 'data.csv' IGNOREHEADER 1 FORMAT AS CSV;");

        var result = _command.Run("run", "sub/load.sql", "-c", "COPY t FROM 'data.csv' IGNOREHEADER 1 FORMAT AS CSV");

        Assert.Equal("CREATE TABLE\nCOPY 3\n", result.Output);
        Assert.StartsWith("-c:1:1: error SI504 file_not_readable: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Timing_goes_to_standard_error()
    {
        var result = _command.Run("run", "--timing", "--format", "csv", "--threads", "1", "-c", "SELECT current_setting('threads') AS threads");

        Assert.Equal("threads\n1\n", result.Output);
        Assert.Matches(@"^Time: \d+\.\d ms\n$", result.Error);
    }

    [Fact]
    public void Version_names_the_libraries_and_help_has_examples()
    {
        Assert.Matches(@"^sqlinference \d+\.\d+\.\d+ \(DuckDB \d+\.\d+\.\d+, ONNX Runtime \d+\.\d+\.\d+\)\n$", _command.Run("--version").Output);
        Assert.Contains("Examples:\n  sqlinference shell\n", _command.Run("--help").Output, StringComparison.Ordinal);
        Assert.Contains("sqlinference run -c \"SELECT 1 AS one\"", _command.Run("run", "--help").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_works_through_a_link_and_from_elsewhere()
    {
        File.CreateSymbolicLink(Path.Combine(_command.Folder, "link"), CommandUnderTest.Executable);

        var result = _command.RunShell("mkdir elsewhere && cd elsewhere && ../link run --format csv -c 'SELECT 1 AS one'");

        Assert.Equal("one\n1\n", result.Output);
        Assert.True(Directory.Exists(Path.Combine(_command.Folder, "elsewhere", ".sqlinference")));
    }
}
