using System.Diagnostics;
using SqlInference.Postgres.Tests.Support;
using SqlInference.TestKit;

namespace SqlInference.Postgres.Tests;

/// <summary>The command itself on a server: what it prints, and how it ends.</summary>
[Collection(OnePostgres.Name)]
public sealed class CommandTests(PostgresFixture postgres)
{
    static string Executable => Path.Combine(AppContext.BaseDirectory, "sqlinference");

    static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, ["run", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    string[] On(string database) => ["--engine", "postgresql", "--database", postgres.Cluster.ConnectionString(database)];

    [PostgresFact]
    public async Task Values_are_printed_as_the_server_prints_them()
    {
        const string Query = "SELECT 1 AS n, 1.50::numeric AS d, true AS b, NULL::text AS t, ARRAY[1,2] AS a, '{\"k\": 1}'::json AS j, 'NaN'::float8 AS x, date '2020-02-29' AS day";
        var (code, csv, error) = await RunAsync([.. On("postgres"), "--format", "csv", "-c", Query]);
        Assert.Equal((0, "n,d,b,t,a,j,x,day\n1,1.50,t,,\"{1,2}\",\"{\"\"k\"\": 1}\",NaN,2020-02-29\n", ""), (code, csv, error));

        var (_, json, _) = await RunAsync([.. On("postgres"), "--format", "json", "-c", Query]);
        Assert.Equal("[\n{\"n\":1,\"d\":1.50,\"b\":true,\"t\":null,\"a\":\"{1,2}\",\"j\":{\"k\": 1},\"x\":\"NaN\",\"day\":\"2020-02-29\"}\n]\n", json);
    }

    [PostgresFact]
    public async Task Commands_print_their_tags_and_notices_go_to_standard_error()
    {
        var (code, output, error) = await RunAsync([.. On("postgres"), "-c",
            "BEGIN; CREATE TEMPORARY TABLE t (n int); INSERT INTO t VALUES (1), (2); UPDATE t SET n = 3; DROP TABLE IF EXISTS absent; COMMIT"]);

        Assert.Equal((0, "BEGIN\nCREATE TABLE\nINSERT 2\nUPDATE 2\nDROP TABLE\nCOMMIT\n", "notice: table \"absent\" does not exist, skipping\n"), (code, output, error));
    }

    [PostgresFact]
    public async Task Errors_say_where_and_which()
    {
        var (code, _, error) = await RunAsync([.. On("postgres"), "-c", "SELECT 1;\nSELECT 'ü',\n  nothing FROM pg_class"]);

        Assert.Equal((3, "-c:3:3: error SI008 database_error: column \"nothing\" does not exist (42703)\nLINE 3:   nothing FROM pg_class\n          ^\n"), (code, error));
    }

    [PostgresFact]
    public async Task A_database_without_the_extension_says_what_it_lacks()
    {
        var (code, _, error) = await RunAsync([.. On("postgres"), "-c", "SHOW MODEL ALL"]);

        Assert.Equal((3, "-c:1:1: error SI006 statement_not_supported: Database postgres cannot run model statements: it does not have the extension sqlinference.\n"
            + "hint: Install it on the server with deploy-scripts/install-postgres.sh, and run CREATE EXTENSION sqlinference in the database.\n"), (code, error));
    }

    [PostgresFact]
    public async Task A_wrong_address_is_refused_without_repeating_it()
    {
        Assert.Equal((2, "error: --database is a URL of something else than PostgreSQL or SQL Server: write postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string together with --engine.\n"
            + "hint: See sqlinference run --help.\n"), await FailedAsync("--database", "mysql://ann:secret@host/db"));
        Assert.Equal((2, "error: --database is not a URL: write postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE, or a connection string together with --engine.\n"
            + "hint: See sqlinference run --help.\n"), await FailedAsync("--database", "Host=h;Password=secret"));
        Assert.Equal((2, "error: --data is the embedded engine's; leave it out, or leave --database out.\nhint: See sqlinference run --help.\n"),
            await FailedAsync("--database", "postgresql://ann@host/db", "--data", "x"));

        var (code, error) = await FailedAsync("--database", "postgresql://ann:secret@127.0.0.1:1/db");
        Assert.Equal(8, code);
        Assert.StartsWith("error SI610 service_unreachable: Database db at 127.0.0.1:1 cannot be reached: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    static async Task<(int, string)> FailedAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync([.. arguments, "-c", "SELECT 1"]);
        return (code, error);
    }
}
