using System.CommandLine;
using SqlInference.Catalog;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference token</c>: who may call the service.</summary>
sealed class TokenCommand
{
    const string Examples =
        """
          sqlinference token create --name bi --role execute --expires 90d --roles analysts
          sqlinference token create --name sales-db --role adapter --database sales
          sqlinference token list
          sqlinference token revoke bi

        A service that runs on the folder hears of it within a second.
        """;

    readonly TokenAccessOptions _options = new();

    public static Command Create()
    {
        var command = new Command("token", "Make, list and revoke the tokens that let people, programs and databases in.")
        {
            new TokenCommand().Creation(), new TokenCommand().Listing(), new TokenCommand().Revocation(),
        };
        return command.WithExamples(Examples);
    }

    Command Creation()
    {
        var command = new Command("create", "Make a token and print it, once.");
        _options.AddCreationTo(command, "admin", "create", "execute", "adapter");
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) => Create(arguments, catalog, console)));
        return command.WithExamples(Examples);
    }

    Command Listing()
    {
        var command = new Command("list", "List the tokens, without their secrets.");
        _options.AddTo(command);
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) => Show(arguments, console, catalog.Tokens.List())));
        return command.WithExamples(Examples);
    }

    Command Revocation()
    {
        var command = new Command("revoke", "Make a token worthless, for good.");
        _options.AddRevocationTo(command);
        command.SetAction(arguments => _options.Run(arguments, (catalog, console) =>
            Show(arguments, console, [catalog.Tokens.Revoke(_options.Revoked(arguments), Environment.UserName)])));
        return command.WithExamples(Examples);
    }

    int Create(ParseResult arguments, CatalogDatabase catalog, UserConsole console)
    {
        var created = catalog.Tokens.Create(_options.Request(arguments));
        if (_options.Json(arguments))
            return _options.Show(arguments, console, new([.. TokenAccessOptions.Columns, "token"], [[.. Row(created.Record), created.Text]]));
        console.Print($"{created.Text}\n");
        console.Notice($"This is the token of '{created.Record.Owner.Name}'. It cannot be shown again.");
        return CommandRun.Ok;
    }

    int Show(ParseResult arguments, UserConsole console, IEnumerable<TokenRecord> tokens) =>
        _options.Show(arguments, console, new(TokenAccessOptions.Columns, [.. tokens.Select(Row)]));

    static string?[] Row(TokenRecord token) =>
        TokenAccessOptions.Row(token.Id, token.Owner, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt);
}
