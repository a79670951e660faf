using System.CommandLine;
using SqlInference.Catalog;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference key</c>: keys for clients that sign their requests as Amazon's do.</summary>
sealed class KeyCommand
{
    const string Examples =
        """
          sqlinference key create --name pipeline --role execute
          sqlinference key list
          sqlinference key revoke pipeline

        The secrets are encrypted in the catalog under the key in DIR/master.key, or in the file that --key-file names;
        'key create' makes it where there is none. The service needs it as access_key_file. It is in no backup.
        """;

    readonly TokenAccessOptions _options = new();

    readonly Option<string?> _keyFile = new("--key-file") { Description = "The file with the master key (default: DIR/master.key).", HelpName = "FILE" };

    public static Command Create()
    {
        var command = new Command("key", "Make, list and revoke access keys, which AWS clients sign their requests with.")
        {
            new KeyCommand().Creation(), new KeyCommand().Listing(), new KeyCommand().Revocation(),
        };
        return command.WithExamples(Examples);
    }

    Command Creation()
    {
        var command = new Command("create", "Make an access key and print its id and its secret, once.");
        _options.AddCreationTo(command, "admin", "create", "execute");
        command.Options.Add(_keyFile);
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) => Create(arguments, catalog, console)));
        return command.WithExamples(Examples);
    }

    Command Listing()
    {
        var command = new Command("list", "List the access keys, without their secrets.");
        _options.AddTo(command);
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) => Show(arguments, console, catalog.AccessKeys.List())));
        return command.WithExamples(Examples);
    }

    Command Revocation()
    {
        var command = new Command("revoke", "Make an access key worthless, for good.");
        _options.AddRevocationTo(command);
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) =>
            Show(arguments, console, [catalog.AccessKeys.Revoke(_options.Revoked(arguments), Environment.UserName)])));
        return command.WithExamples(Examples);
    }

    int Create(ParseResult arguments, CatalogDatabase catalog, UserConsole console)
    {
        var masterKey = MasterKeyFile.LoadOrCreate(arguments.GetValue(_keyFile) ?? Path.Combine(_options.DataFolder(arguments), "master.key"));
        var created = catalog.AccessKeys.Create(_options.Request(arguments), masterKey);
        if (_options.Json(arguments))
            return _options.Show(arguments, console, new([.. TokenAccessOptions.Columns, "secret"], [[.. Row(created.Record), created.Secret]]));
        console.Print($"{created.Record.Id}\n{created.Secret}\n");
        console.Notice($"These are the access key id and the secret of '{created.Record.Owner.Name}'. The secret cannot be shown again.");
        return CommandRun.Ok;
    }

    int Show(ParseResult arguments, UserConsole console, IEnumerable<AccessKeyRecord> keys) =>
        _options.Show(arguments, console, new(TokenAccessOptions.Columns, [.. keys.Select(Row)]));

    static string?[] Row(AccessKeyRecord key) =>
        TokenAccessOptions.Row(key.Id, key.Owner, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}
