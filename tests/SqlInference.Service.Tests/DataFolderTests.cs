using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SqlInference.Errors;
using SqlInference.Service.Embedded;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>Data folders that cannot be worked in.</summary>
public sealed class DataFolderTests : IDisposable
{
    const string Host = "SqlInference.Service.CrashHost";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Create(string name) => $"CREATE MODEL {name} FROM '{Workplace.Onnx("one-column")}' FUNCTION {name}(a real) RETURNS real;";

    [Fact]
    public void A_folder_that_another_process_has_open_names_it()
    {
        using var holder = HostProcess.Start(Host, "hold", _folder["data"]);
        holder.WaitFor("open");
        var exception = Refused(ErrorConditions.DataFolderInUse);
        Assert.StartsWith($"The database file '{_folder["data/warehouse.duckdb"]}' is in use by process {holder.Id}", exception.Message, StringComparison.Ordinal);
        Assert.Equal("Type the statements there, or close it there first. Another folder (--data) is another database.", exception.Hint);

        holder.Kill();
        EmbeddedEngine.Open(_folder["data"]).Dispose();
    }

    [Fact]
    public void A_folder_that_this_process_has_open_says_so_by_whatever_name()
    {
        Directory.CreateSymbolicLink(_folder["link"], _folder["data"]);
        using (EmbeddedEngine.Open(_folder["data"]))
        {
            Assert.Equal($"The data folder '{_folder["data"]}' is in use by this process itself.", Refused(ErrorConditions.DataFolderInUse).Message);
            Assert.Equal(ErrorConditions.DataFolderInUse, Assert.ThrowsAny<SqlInferenceException>(() => EmbeddedEngine.Open(_folder["link"])).Condition);
        }

        EmbeddedEngine.Open(_folder["link"]).Dispose();
    }

    [Fact]
    public void A_catalog_of_a_later_version_is_left_alone()
    {
        EmbeddedEngine.Open(_folder["data"]).Dispose();
        Sqlite("INSERT INTO catalog_migration (number, name, applied_at) VALUES (99, '099_later', 0)");
        Assert.Contains("schema version 99", Refused(ErrorConditions.CatalogTooNew).Message, StringComparison.Ordinal);

        // Nothing was locked or changed: once the right program is back, so is everything.
        Sqlite("DELETE FROM catalog_migration WHERE number = 99");
        EmbeddedEngine.Open(_folder["data"]).Dispose();
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_named()
    {
        File.WriteAllText(_folder["data"], "");
        var exception = Refused(ErrorConditions.DataFolderUnusable);
        Assert.StartsWith($"The data folder '{_folder["data"]}' cannot be written to: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal("Give this user the right to write there, or name another folder with --data.", exception.Hint);
    }

    [UnprivilegedFact]
    public void A_folder_without_the_right_to_write_is_named()
    {
        EmbeddedEngine.Open(_folder["data"]).Dispose();
        Modes("a+rX,a-w");
        try
        {
            using var host = HostProcess.Start(Unprivileged.Command(HostProcess.Dotnet, HostProcess.BesideTest(Host), "steps", _folder["data"], "SHOW MODEL ALL"));
            Assert.StartsWith($"data_folder_unusable: The data folder '{_folder["data"]}' cannot be written to: ", host.Fail(), StringComparison.Ordinal);
        }
        finally
        {
            Modes("u+rwX");
        }

        EmbeddedEngine.Open(_folder["data"]).Dispose();
    }

    [UnprivilegedFact]
    public void A_catalog_without_the_right_to_write_can_be_read_and_says_why_no_more()
    {
        EmbeddedEngine.Open(_folder["data"]).Dispose();
        Modes("a+rwX");
        Chmod("a-w", _folder["data/catalog.db"]);
        using var host = HostProcess.Start(Unprivileged.Command(HostProcess.Dotnet, HostProcess.BesideTest(Host), "steps", _folder["data"], "SHOW MODEL ALL;" + Create("m")));
        Assert.StartsWith($"data_folder_unusable: The catalog {_folder["data/catalog.db"]} cannot be opened for writing.", host.Fail(), StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public void A_full_disk_is_called_full_when_the_folder_is_opened() =>
        Assert.StartsWith("disk_full: ", FailOnSmallDisk(4000, "dd if=/dev/zero of=fill bs=1k 2>/dev/null || true", "SHOW MODEL ALL"), StringComparison.Ordinal);

    [SmallDiskTheory]
    [InlineData(1500)]
    [InlineData(2000)]
    [InlineData(2500)]
    public void A_disk_that_fills_up_while_models_are_made_is_called_full(int kibibytes)
    {
        var script = string.Concat(Enumerable.Range(0, 60).Select(i => Create($"m{i}")));
        var errors = FailOnSmallDisk(kibibytes, "", script);
        Assert.StartsWith("disk_full: ", errors, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_while_models_are_trained_is_called_full()
    {
        var script = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"CREATE MODEL m{i} FROM (SELECT hash(i) % 1000 + {i} AS x FROM range(300) r(i)) FUNCTION f{i} RETURNS float8 MODEL_TYPE RANDOM_CUT_FOREST;"));
        Assert.StartsWith("disk_full: ", FailOnSmallDisk(2500, "", script), StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_while_rows_are_written_is_called_full() => Assert.StartsWith("disk_full: ", FailOnSmallDisk(
        4000, "", "CREATE TABLE t AS SELECT hash(i) AS h FROM range(3000000) r(i); CHECKPOINT"), StringComparison.Ordinal);

    string FailOnSmallDisk(int kibibytes, string before, string statements)
    {
        Directory.CreateDirectory(_folder["data"]);
        using var host = HostProcess.Start(SmallDisk.Command(
            _folder["data"], kibibytes, $"cd '{_folder["data"]}'; {before}\n\"$@\"",
            HostProcess.Dotnet, HostProcess.BesideTest(Host), "steps", _folder["data"], statements));
        return host.Fail();
    }

    SqlInferenceException Refused(ErrorCondition condition)
    {
        var exception = Assert.ThrowsAny<SqlInferenceException>(() => EmbeddedEngine.Open(_folder["data"]));
        Assert.Equal(condition, exception.Condition);
        return exception;
    }

    void Modes(string modes)
    {
        Chmod("a+rx", _folder.Path);
        Chmod(modes, "-R", _folder["data"]);
    }

    static void Chmod(string modes, params string[] rest)
    {
        using var chmod = Process.Start("chmod", [modes, .. rest]);
        chmod.WaitForExit();
        Assert.Equal(0, chmod.ExitCode);
    }

    void Sqlite(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["data/catalog.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
