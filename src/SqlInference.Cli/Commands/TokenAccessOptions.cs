using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using SqlInference.Catalog;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Server.Configuration;

namespace SqlInference.Cli.Commands;

/// <summary>The options of the commands for tokens and for access keys.</summary>
sealed partial class TokenAccessOptions
{
    const int MostYears = 100;

    readonly Option<string> _data = DataOption.Create();

    readonly Option<string?> _catalog = new("--catalog")
    {
        Description = "The database with the catalog, where it is not in the data folder: postgresql://USER@HOST/DATABASE or sqlserver://USER@HOST/DATABASE.",
        HelpName = "URL",
    };

    readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of a table." };

    readonly Option<string> _name = new("--name") { Description = "The user that the holder acts as.", HelpName = "NAME", Required = true };

    readonly Option<string> _role = new("--role") { HelpName = "ROLE", Required = true };

    readonly Option<string?> _database = new("--database") { Description = "The one database that it is good for (default: all).", HelpName = "NAME" };

    readonly Option<string?> _expires = new("--expires")
    {
        Description = "How long it is valid, in minutes, hours, days or weeks (default: until revoked).",
        HelpName = "90d",
    };

    readonly Option<string?> _roles = new("--roles") { Description = "Roles that GRANT … TO ROLE reaches the holder by.", HelpName = "A,B" };

    readonly Option<string?> _groups = new("--groups") { Description = "Groups that GRANT … TO GROUP reaches the holder by.", HelpName = "A,B" };

    readonly Argument<string> _revoked = new("name") { Description = "Its name or id." };

    public void AddCreationTo(Command command, params string[] roles)
    {
        _role.Description = $"What the holder may do: {string.Join(", ", roles[..^1])} or {roles[^1]}.";
        foreach (var option in new Option[] { _name, _role, _database, _expires, _roles, _groups })
            command.Options.Add(option);
        AddTo(command);
        command.Validators.Add(result => CheckCreation(result, roles));
    }

    public void AddRevocationTo(Command command)
    {
        command.Arguments.Add(_revoked);
        AddTo(command);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_catalog);
        command.Options.Add(_json);
        command.Validators.Add(CheckCatalog);
    }

    public string DataFolder(ParseResult arguments) => arguments.GetValue(_data)!;

    public bool Json(ParseResult arguments) => arguments.GetValue(_json);

    public string Revoked(ParseResult arguments) => arguments.GetValue(_revoked)!;

    public NewAccess Request(ParseResult arguments) => new()
    {
        Name = arguments.GetValue(_name)!,
        Role = Enum.Parse<AccessRole>(arguments.GetValue(_role)!, ignoreCase: true),
        Database = arguments.GetValue(_database),
        Roles = List(arguments.GetValue(_roles)),
        Groups = List(arguments.GetValue(_groups)),
        ExpiresAt = arguments.GetValue(_expires) is { } expires ? DateTimeOffset.UtcNow + Lifetime(expires)!.Value : null,
        Actor = Environment.UserName,
    };

    /// <summary>Opens the catalog beside whatever else has it open, and prints what the work answers.</summary>
    public int Run(ParseResult arguments, Func<CatalogDatabase, UserConsole, int> work) => CommandRun.Run(interruptEnds: true, (console, interrupts) =>
    {
        using var catalog = Location(arguments).Open();
        return work(catalog, console);
    });

    public int Show(ParseResult arguments, UserConsole console, TextRows rows)
    {
        FormatNames.Create(Json(arguments) ? FormatNames.Json : FormatNames.Table, console, maxRows: 0).Show(rows);
        console.Out.Flush();
        return CommandRun.Ok;
    }

    /// <summary>What a list says of one of them.</summary>
    public static string?[] Row(string id, AccessOwner owner, DateTimeOffset createdAt, DateTimeOffset? expiresAt, DateTimeOffset? lastUsedAt, DateTimeOffset? revokedAt) =>
    [
        owner.Name, owner.Role.ToString().ToLowerInvariant(), owner.Database, Joined(owner.Roles), Joined(owner.Groups),
        revokedAt is not null ? "revoked" : expiresAt <= DateTimeOffset.UtcNow ? "expired" : "valid",
        Shown(createdAt), Shown(expiresAt), Shown(lastUsedAt), id,
    ];

    public static readonly string[] Columns = ["name", "role", "database", "roles", "groups", "state", "created", "expires", "last used", "id"];

    void CheckCreation(CommandResult result, string[] roles)
    {
        if (Given(result, _role) is { } role && !roles.Contains(role))
            result.AddError($"--role is '{role}'; it has to be {string.Join(", ", roles[..^1])} or {roles[^1]}.");
        if (Given(result, _role) == "adapter" && Given(result, _database) == null)
            result.AddError("An adapter speaks for the users of one database: name it with --database.");
        if (Given(result, _expires) is { } expires && Lifetime(expires) == null)
            result.AddError($"--expires is '{expires}'; it has to be a number of minutes, hours, days or weeks, such as 30m, 12h, 90d or 52w, and at most {MostYears} years.");
    }

    /// <summary>Where the catalog is, which <see cref="CheckCatalog"/> has found to be a place for one.</summary>
    CatalogLocation Location(ParseResult arguments) => CatalogLocation.TryParse(DataFolder(arguments), arguments.GetValue(_catalog), out _)!;

    void CheckCatalog(CommandResult result)
    {
        if (CatalogLocation.TryParse("", Given(result, _catalog), out var error) is null)
            result.AddError($"--catalog {error}.");
    }

    static string? Given(CommandResult result, Option option) => result.GetResult(option) is { Tokens: [var token] } ? token.Value : null;

    static TimeSpan? Lifetime(string text)
    {
        if (LifetimePattern().Match(text) is not { Success: true } match || !int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var count) || count == 0)
            return null;
        var minutes = count * match.Groups[2].Value switch
        {
            "m" => 1L,
            "h" => 60L,
            "d" => 24 * 60L,
            _ => 7 * 24 * 60L,
        };
        return minutes <= MostYears * 366L * 24 * 60 ? TimeSpan.FromMinutes(minutes) : null;
    }

    static string[] List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(',', names);

    static string? Shown(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{1,9})([mhdw])$")]
    private static partial Regex LifetimePattern();
}
