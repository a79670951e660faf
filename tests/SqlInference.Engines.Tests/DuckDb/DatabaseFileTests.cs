using System.Diagnostics;
using SqlInference.Engines.DuckDb;
using SqlInference.Errors;

namespace SqlInference.Engines.Tests.DuckDb;

public sealed class DatabaseFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("duckdb-file-").FullName;

    string File => Path.Combine(_folder, "test.duckdb");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Functions_are_restored_when_the_file_is_opened_again()
    {
        PredictionFunction function;
        using (var db = new TestDatabase(File))
        {
            function = db.Create("twice", TestScorer.Twice(), EngineType.Double, EngineType.Double);
            db.Connection.Execute("CREATE VIEW v AS SELECT public.twice(n) AS y FROM range(3) t(n)");
        }

        using (var db = new TestDatabase(File))
        {
            Assert.Throws<DuckDbException>(() => db.Column("SELECT y FROM v"));
            db.Registry.Restore([function]);
            Assert.Equal(["0.0", "2.0", "4.0"], db.Column("SELECT y FROM v"));
        }
    }

    [Fact]
    public void Functions_work_in_a_file_opened_for_reading_only()
    {
        PredictionFunction function;
        using (var db = new TestDatabase(File))
            function = db.Create("twice", TestScorer.Twice(), EngineType.Double, EngineType.Double);

        using var readOnly = new TestDatabase(File, new() { ReadOnly = true });
        readOnly.Registry.Restore([function]);

        Assert.Equal("42.0", readOnly.Scalar("SELECT public.twice(21)"));
        Assert.Throws<DuckDbException>(() => readOnly.Connection.Execute("CREATE TABLE t(x INT)"));
    }

    [Fact]
    public void A_file_in_use_names_the_process_that_holds_it()
    {
        using (var db = new TestDatabase(File))
            db.Connection.Execute("CHECKPOINT");
        // Any process that locks the whole file looks to DuckDB like another DuckDB.
        var script = $"import fcntl, sys\nf = open('{File}', 'r+b')\nfcntl.lockf(f, fcntl.LOCK_EX)\nprint('held', flush=True)\nsys.stdin.read()\n";
        using var holder = Process.Start(new ProcessStartInfo("python3", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("held", holder.StandardOutput.ReadLine());

            var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(File));

            Assert.Equal(ErrorConditions.DataFolderInUse, error.Condition);
            Assert.Matches($@" is in use by process {holder.Id} \(\S*python3\S* -c import fcntl", error.Message);
            Assert.DoesNotContain('\n', error.Message);
            Assert.NotNull(error.Hint);
        }
        finally
        {
            holder.StandardInput.Close();
            holder.WaitForExit();
        }

        using var opened = DuckDbDatabase.Open(File);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_unusable_data_folder()
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(Path.Combine(_folder, "no", "such", "folder.duckdb")));

        Assert.Equal(ErrorConditions.DataFolderUnusable, error.Condition);
    }

    [Fact]
    public void A_file_that_is_not_a_database_says_so()
    {
        System.IO.File.WriteAllText(File, new string('x', 20_000));

        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(File));

        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorConditions.DataFolderUnusable, error.Condition);
    }

    [Fact]
    public void An_unknown_setting_is_refused_by_name()
    {
        var error = Assert.Throws<DuckDbException>(() =>
            DuckDbDatabase.Open(DuckDbDatabase.InMemory, new() { Settings = new Dictionary<string, string> { ["threads"] = "many" } }));

        Assert.Contains("threads = 'many'", error.Message, StringComparison.Ordinal);
    }
}
