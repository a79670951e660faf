using System.Text.Json.Nodes;

namespace SqlInference.Cli.Tests;

public sealed class TokenTests : IDisposable
{
    readonly CommandUnderTest _command = new();

    public void Dispose() => _command.Dispose();

    [Fact]
    public void A_token_is_printed_once_on_a_line_of_its_own()
    {
        var made = _command.Run("token", "create", "--name", "bi", "--role", "execute", "--database", "sales", "--expires", "90d", "--roles", "a, b");

        Assert.Matches("^sqi_[0-9a-f]{12}_[A-Za-z0-9_-]{43}\n$", made.Output);
        Assert.Equal("notice: This is the token of 'bi'. It cannot be shown again.\n", made.Error);
        var list = _command.Run("token", "list", "--json");
        Assert.DoesNotContain(made.Output[17..^1], list.Output, StringComparison.Ordinal);
        var token = Assert.Single(JsonNode.Parse(list.Output)!.AsArray())!;
        Assert.Equal(("bi", "execute", "sales", "a,b", "valid"), ((string)token["name"]!, (string)token["role"]!, (string)token["database"]!, (string)token["roles"]!, (string)token["state"]!));
        Assert.Equal(90, (DateTime.Parse((string)token["expires"]!, null) - DateTime.Parse((string)token["created"]!, null)).TotalDays, 0.001);
        Assert.Equal(made.Output[4..16], (string)token["id"]!);
    }

    [Fact]
    public void Tokens_are_revoked_by_name_and_the_name_is_free_again()
    {
        var first = JsonNode.Parse(_command.Run("token", "create", "--name", "bi", "--role", "admin", "--json").Output)![0]!;
        Assert.StartsWith($"sqi_{(string)first["id"]!}_", (string)first["token"]!, StringComparison.Ordinal);

        var taken = _command.Run("token", "create", "--name", "bi", "--role", "execute");
        Assert.Equal($"error SI115 token_exists: The name 'bi' belongs to another token ({(string)first["id"]!}).\nhint: Choose another name, or revoke that one first.\n", taken.Error);
        Assert.Equal((4, ""), (taken.ExitCode, taken.Output));

        Assert.Contains(" | revoked | ", _command.Run("token", "revoke", "bi").Output, StringComparison.Ordinal);
        Assert.Equal(0, _command.Run("token", "create", "--name", "bi", "--role", "execute").ExitCode);
        var unknown = _command.Run("token", "revoke", "b");
        Assert.Equal("error SI114 unknown_token: There is no token named 'b' that could be revoked.\nhint: Did you mean bi? 'sqlinference token list' shows those that there are.\n", unknown.Error);
        Assert.Equal(4, unknown.ExitCode);
    }

    [Theory]
    [InlineData("--role is 'boss'; it has to be admin, create, execute or adapter.", "--name", "x", "--role", "boss")]
    [InlineData("An adapter speaks for the users of one database: name it with --database.", "--name", "x", "--role", "adapter")]
    [InlineData("--expires is 'soon'; it has to be a number of minutes, hours, days or weeks, such as 30m, 12h, 90d or 52w, and at most 100 years.", "--name", "x", "--role", "admin", "--expires", "soon")]
    [InlineData("--expires is '0d'; it has to be a number of minutes, hours, days or weeks, such as 30m, 12h, 90d or 52w, and at most 100 years.", "--name", "x", "--role", "admin", "--expires", "0d")]
    [InlineData("--expires is '9000w'; it has to be a number of minutes, hours, days or weeks, such as 30m, 12h, 90d or 52w, and at most 100 years.", "--name", "x", "--role", "admin", "--expires", "9000w")]
    public void Wrong_options_are_named_before_anything_is_made(string message, params string[] options)
    {
        var result = _command.Run(["token", "create", .. options]);

        Assert.Equal($"error: {message}\nhint: See sqlinference token create --help.\n", result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.False(Directory.Exists(Path.Combine(_command.Folder, ".sqlinference")));
    }

    [Fact]
    public void Names_that_are_too_long_are_refused()
    {
        var result = _command.Run("token", "create", "--name", new string('x', 129), "--role", "admin");

        Assert.Equal("error SI005 name_too_long: The name of the token has 129 characters, more than 128.\nhint: Choose a shorter name.\n", result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void A_folder_in_use_is_no_hindrance()
    {
        using var shell = _command.Start("shell");
        shell.StandardInput.WriteLine("SELECT 'ready' AS state;");
        while (shell.StandardOutput.ReadLine() is { } line && line != " ready")
        {
        }

        Assert.Equal(0, _command.Run("token", "create", "--name", "bi", "--role", "execute").ExitCode);
        shell.StandardInput.Close();
        Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Contains(" bi ", _command.Run("token", "list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_printed_with_its_id_and_makes_the_master_key()
    {
        var made = _command.Run("key", "create", "--name", "pipeline", "--role", "execute");
        Assert.Matches("^SQIA[A-Z2-7]{16}\n[A-Za-z0-9+/]{40}\n$", made.Output);
        Assert.Equal("notice: These are the access key id and the secret of 'pipeline'. The secret cannot be shown again.\n", made.Error);
        Assert.Equal(32, new FileInfo(Path.Combine(_command.Folder, ".sqlinference", "master.key")).Length);

        var other = _command.Run("key", "create", "--name", "other", "--role", "admin", "--key-file", "keys/master", "--json");
        Assert.Equal(40, ((string)JsonNode.Parse(other.Output)![0]!["secret"]!).Length);
        Assert.True(File.Exists(Path.Combine(_command.Folder, "keys", "master")));

        Assert.Contains(" | revoked | ", _command.Run("key", "revoke", made.Output.Split('\n')[0]).Output, StringComparison.Ordinal);
        var list = JsonNode.Parse(_command.Run("key", "list", "--json").Output)!.AsArray();
        Assert.Equal(["other valid", "pipeline revoked"], list.Select(key => $"{key!["name"]} {key["state"]}"));
        Assert.Equal("error SI114 unknown_token: There is no access key named 'pipeline' that could be revoked.\nhint: 'sqlinference key list' shows those that there are.\n",
            _command.Run("key", "revoke", "pipeline").Error);
    }

    [Fact]
    public void A_master_key_that_others_can_read_is_refused()
    {
        var result = _command.RunShell("touch open.key; chmod 644 open.key; \"$SQLINFERENCE\" key create --name x --role admin --key-file open.key");

        Assert.Equal("error SI607 configuration_invalid: The master key file 'open.key' can be read by others.\nhint: Run: chmod 600 'open.key'\n", result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Adapters_get_no_keys()
    {
        Assert.Equal("error: --role is 'adapter'; it has to be admin, create or execute.\nhint: See sqlinference key create --help.\n",
            _command.Run("key", "create", "--name", "x", "--role", "adapter", "--database", "d").Error);
    }

    [Fact]
    public void A_catalog_in_PostgreSQL_is_named_by_an_address_without_a_password()
    {
        var refused = _command.Run("token", "list", "--catalog", "postgresql://ann:hush@127.0.0.1:1/models");
        Assert.Contains("--catalog has a password in it; put it in a file, and name that in PGPASSFILE or in passfile.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", refused.Error, StringComparison.Ordinal);

        var away = _command.Run("token", "list", "--catalog", "postgresql://ann@127.0.0.1:1/models");
        Assert.StartsWith("error SI111 catalog_unusable: The catalog models at 127.0.0.1:1 cannot be reached: ", away.Error, StringComparison.Ordinal);
    }
}
