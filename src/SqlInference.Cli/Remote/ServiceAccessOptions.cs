using System.CommandLine;
using SqlInference.Cli.Commands;
using SqlInference.Cli.Output;
using SqlInference.Cli.Terminal;
using SqlInference.Errors;

namespace SqlInference.Cli.Remote;

/// <summary>The options of the commands that ask a running service.</summary>
sealed class ServiceAccessOptions
{
    public const string TokenVariable = "SQLI_TOKEN";

    readonly Option<string> _url = new("--url")
    {
        Description = "Where the service listens: http://…, https://… or unix:/PATH.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => ServiceAddress.Default,
    };

    readonly Option<string?> _tokenFile = new("--token-file") { Description = $"The file with the token (default: the environment variable {TokenVariable}).", HelpName = "FILE" };

    readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of a table." };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
        command.Options.Add(_json);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_url) is { Tokens: [var token] } && ServiceAddress.TryParse(token.Value) is null)
                result.AddError($"--url is '{token.Value}'; write {ServiceAddress.Default}, https://models.example.com or unix:/run/sqlinference.sock.");
        });
    }

    public bool Json(ParseResult arguments) => arguments.GetValue(_json);

    public string Address(ParseResult arguments) => arguments.GetValue(_url)!;

    public int Run(ParseResult arguments, Func<ServiceClient, UserConsole, CancellationToken, int> work) => CommandRun.Run(interruptEnds: true, (console, interrupts) =>
    {
        using var client = new ServiceClient(ServiceAddress.TryParse(Address(arguments))!, Token(arguments));
        return work(client, console, interrupts.Begin());
    });

    public static int Show(bool json, UserConsole console, ResultRows rows)
    {
        FormatNames.Create(json ? FormatNames.Json : FormatNames.Table, console, maxRows: 0).Show(rows);
        console.Out.Flush();
        return CommandRun.Ok;
    }

    string? Token(ParseResult arguments)
    {
        if (arguments.GetValue(_tokenFile) is not { } file)
            return Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } given ? Checked(given.Trim(), $"The environment variable {TokenVariable}") : null;
        try
        {
            return Checked(File.ReadAllText(file).Trim(), $"The file '{file}'");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"The token file '{file}' cannot be read: {exception.Message}",
                "It holds one token, as 'sqlinference token create' prints it.", exception);
        }
    }

    // Whatever else it is, it is not to be sent, nor to be shown.
    static string Checked(string token, string place) => token.Length > 0 && token.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
        ? token
        : throw new SqlInferenceException(ErrorConditions.ConfigurationInvalid, $"{place} holds no token.", "A token is what 'sqlinference token create' prints.");
}
