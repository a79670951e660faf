using System.Globalization;
using SqlInference.Docs.Tests;
using SqlInference.TestKit;

namespace SqlInference.Sidecar.Tests.Managed;

/// <summary>The SQL of docs/managed-postgresql.md runs in psql and prints what is shown: the administrator's block first, the others as an ordinary role.</summary>
[Collection(SharedManagedPlace.Name)]
public sealed class ManagedPageTests(ManagedPlace place)
{
    const string Page = "docs/managed-postgresql.md";

    [PostgresFact]
    public async Task Sql_of_the_page_runs_and_prints_what_is_shown()
    {
        await using (var admin = await place.OpenAsync("postgres"))
        {
            await admin.RunAsync("CREATE DATABASE shop");
            await admin.RunAsync("CREATE ROLE analyst LOGIN");
        }

        var blocks = SqlBlock.In(Repository.Read(Page), "plpgsql");
        Psql("postgres", blocks[0].Sql);
        Psql("maker", ManagedPlace.Script("managed.sql"));
        foreach (var block in blocks.Skip(1))
        {
            if (block.Setup is { } setup)
                Psql("maker", Repository.Read($"tests/SqlInference.Docs.Tests/Setups/{setup}.sql"));
            var printed = Psql("maker", Real(block.Sql));
            if (block.Output is { } output)
                Printed.AssertAsShown(Page, block.Line, output, printed);
        }
    }

    /// <summary>With the sidecar and the logins that there are.</summary>
    string Real(string sql) => sql
        .Replace("'models.example'", "'127.0.0.1'", StringComparison.Ordinal)
        .Replace("'5433'", string.Create(CultureInfo.InvariantCulture, $"'{place.Sidecar.Port}'"), StringComparison.Ordinal)
        .Replace("user 'shop', password 'sqi_…'", $"user 'create', password '{place.Sidecar.PasswordOf("create")}'", StringComparison.Ordinal)
        .Replace("user 'analyst', password 'sqi_…'", $"user 'execute', password '{place.Sidecar.PasswordOf("execute")}'", StringComparison.Ordinal);

    /// <summary>What a script prints, without heads and numbers of rows; it has to succeed.</summary>
    string Psql(string role, string script)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, script);
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            return PostgresInstallation.Default.Program("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--set", "ON_ERROR_STOP=1",
                "--host", place.SocketFolder, "--username", role, "--dbname", "shop", "--file", file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
