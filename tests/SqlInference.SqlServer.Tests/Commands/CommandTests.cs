using System.Diagnostics;
using SqlInference.SqlServer.Tests.Sessions;
using SqlInference.SqlServer.Tests.Tds;

namespace SqlInference.SqlServer.Tests.Commands;

/// <summary>The built command against a server of its own kind.</summary>
public sealed class CommandTests
{
    static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "..", "..", "SqlInference.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "sqlinference");

    static (int ExitCode, string Output, string Error) Run(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SQLCMDUSER"] = null, ["SQLCMDPASSWORD"] = null },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));
        return (process.ExitCode, output.Result, error.Result);
    }

    [Fact]
    public void A_script_prints_what_its_batches_answer_and_GO_repeats_them()
    {
        using var peer = new TdsPeer(batch => batch.StartsWith("SELECT", StringComparison.Ordinal) ? new TdsAnswer().Rows(["n", "b", "t"], [1, true, "é"]).End() : TdsAnswer.Changed(3));
        var (code, output, error) = Run("INSERT INTO t SELECT 1;\nGO 2\nSELECT n, b, t FROM t;\nGO\n", "run", "--database", peer.Url, "--format", "json", "-");
        Assert.Equal((0, "[\n{\"n\":1,\"b\":true,\"t\":\"é\"}\n]\n", ""), (code, output, error));
        Assert.Equal(["INSERT INTO t SELECT 1;", "INSERT INTO t SELECT 1;", "SELECT n, b, t FROM t;"], peer.Batches);
        Assert.Equal("INSERT 3\n", Run("", "run", "--database", peer.Url, "-c", "INSERT INTO t SELECT 1").Output);
    }

    [Fact]
    public async Task GO_repeats_a_batch_with_model_statements_as_a_whole()
    {
        await using var service = await ServicePlace.StartAsync();
        using var peer = new TdsPeer(batch => batch == "SELECT SCHEMA_NAME()" ? TdsAnswer.Value("dbo") : TdsAnswer.Changed(1));
        var (code, output, error) = Run("DELETE FROM a;\nSHOW MODEL ALL;\nDELETE FROM b;\nGO 2\n", "run", "--database", peer.Url, "--url", service.Address, "-");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(["DELETE FROM a;", "DELETE FROM b;", "DELETE FROM a;", "DELETE FROM b;"], peer.Batches.Where(batch => batch.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.Equal(["(0 rows)", "(0 rows)"], output.Split('\n').Where(line => line.StartsWith('(')));
    }

    [Fact]
    public async Task The_shell_runs_a_batch_at_GO_and_a_model_statement_at_its_semicolon()
    {
        await using var service = await ServicePlace.StartAsync();
        using var peer = new TdsPeer(batch => TdsAnswer.Value(batch == "SELECT SCHEMA_NAME()" ? "dbo" : "0"));
        var (code, output, error) = Run("DECLARE @x int = 1;\nSELECT @x;\nGO\nSHOW MODEL ALL;\n", "shell", "--database", peer.Url, "--url", service.Address);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(" value\n-------\n 0\n(1 row)\n", output, StringComparison.Ordinal);
        Assert.Contains("(0 rows)", output, StringComparison.Ordinal);
        Assert.Equal("DECLARE @x int = 1;\nSELECT @x;", peer.Batches[0]);
    }

    [Fact]
    public void An_error_points_into_the_script()
    {
        using var peer = new TdsPeer(_ => TdsAnswer.Error(208, "Invalid object name 't'.", line: 4));
        var (code, _, error) = Run("-- first\n\nSELECT 1\n  FROM t\n", "run", "--database", peer.Url, "-");
        Assert.Equal(3, code);
        Assert.StartsWith("stdin:4:3: error SI008 database_error: Invalid object name 't' (208)\nLINE 4:   FROM t\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_reached_is_named()
    {
        Assert.Equal((8, "error SI610 service_unreachable: Database shop at 127.0.0.1:1 cannot be reached: Connection refused.\n"
            + "hint: See whether the server runs and takes connections by TCP, and whether host and port are right.\n"), Ends(Run("", "run", "--database", "sqlserver://ann@127.0.0.1:1/shop", "-c", "SELECT 1")));
        using var peer = new TdsPeer(_ => TdsAnswer.Value("dbo"));
        Assert.Equal((8, "-c:1:1: error SI610 service_unreachable: There is no service at http://127.0.0.1:1: Connection refused.\n"
            + "hint: Start it with 'sqlinference serve', or name its address with --url.\n"), Ends(Run("", "run", "--database", peer.Url, "--url", "http://127.0.0.1:1", "-c", "SHOW MODEL ALL")));
        var catalog = Run("", "token", "list", "--catalog", "sqlserver://ann@127.0.0.1:1/models");
        Assert.Equal((8, "error SI111 catalog_unusable: The catalog models at 127.0.0.1:1 cannot be reached: Connection refused.\nhint: Check that the server runs, and that it can be reached from here.\n"), Ends(catalog));

        static (int, string) Ends((int ExitCode, string Output, string Error) result) => (result.ExitCode, result.Error);
    }

    [Theory]
    [InlineData("--database is not an address: write postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string together with --engine.", "--database", "sqlserver://ann@db/shop?no=1")]
    [InlineData("--database is not a connection string: write", "--database", "nonsense", "--engine", "sqlserver")]
    [InlineData("--database is a URL of something else than PostgreSQL or SQL Server: write", "--database", "mysql://db/shop")]
    [InlineData("--engine is 'oracle'; it has to be postgresql or sqlserver.", "--database", "x", "--engine", "oracle")]
    [InlineData("--engine is postgresql, and --database is a URL of sqlserver: leave --engine out.", "--database", "sqlserver://db/shop", "--engine", "postgresql")]
    [InlineData("--data is the embedded engine's; leave it out, or leave --database out.", "--database", "sqlserver://db/shop", "--data", "x")]
    [InlineData("--url is for SQL Server; on PostgreSQL the server knows its service.", "--database", "postgresql://db/shop", "--url", "http://db")]
    [InlineData("--url goes with --database sqlserver://…, which is missing.", "--url", "http://db")]
    public void A_wrong_command_line(string message, params string[] arguments)
    {
        var (code, _, error) = Run("", ["run", "-c", "SELECT 1", .. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
