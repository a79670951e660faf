using System.CommandLine;
using System.CommandLine.Parsing;
using SqlInference.Errors;

namespace SqlInference.Cli.Remote;

/// <summary>The options that say where a running service is, and who asks it.</summary>
sealed class ServiceLocationOptions
{
    const string TokenVariable = "SQLI_TOKEN";

    readonly Option<string> _url = new("--url")
    {
        Description = "Where the service listens: http://…, https://… or unix:/PATH.",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => ServiceAddress.Default,
    };

    readonly Option<string?> _tokenFile = new("--token-file") { Description = $"The file with the token (default: the environment variable {TokenVariable}).", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_url) is { Tokens: [var token] } && ServiceAddress.TryParse(token.Value) is null)
                result.AddError($"--url is '{token.Value}'; write {ServiceAddress.Default}, https://models.example.com or unix:/run/sqlinference.sock.");
        });
    }

    /// <summary>The names of those options that a command line gives.</summary>
    public IEnumerable<string> GivenIn(CommandResult result) =>
        new Option[] { _url, _tokenFile }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    public string Address(ParseResult arguments) => arguments.GetValue(_url)!;

    public ServiceClient Connect(ParseResult arguments) => new(ServiceAddress.TryParse(Address(arguments))!, Token(arguments));

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
