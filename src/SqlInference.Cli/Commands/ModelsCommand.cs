using System.CommandLine;
using System.Text.Json;
using SqlInference.Cli.Output;
using SqlInference.Cli.Remote;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference models</c>: the models of a database, as a running service shows them to the caller.</summary>
sealed class ModelsCommand
{
    const string Examples =
        """
          sqlinference models
          sqlinference models --database sales --url https://models.example.com --token-file token
        """;

    static readonly ResultColumn[] Columns =
    [
        new("model", false), new("kind", false), new("type", false), new("state", false), new("version", true),
        new("owner", false), new("function", false), new("changed_at", false),
    ];

    readonly ServiceAccessOptions _options = new();

    readonly Option<string> _database = new("--database") { Description = "The database.", HelpName = "NAME", DefaultValueFactory = _ => "local" };

    public static Command Create() => new ModelsCommand().Build();

    Command Build()
    {
        var command = new Command("models", "List the models of a database that a service lets you see.") { _database };
        _options.AddTo(command);
        command.SetAction(arguments => _options.Run(arguments, (client, console, cancellation) =>
            ServiceAccessOptions.Show(_options.Json(arguments), console, new ValueRows(Columns, List(client, arguments.GetValue(_database)!, cancellation)))));
        return command.WithExamples(Examples);
    }

    /// <summary>The service tells them page by page.</summary>
    static List<object?[]> List(ServiceClient client, string database, CancellationToken cancellation)
    {
        var rows = new List<object?[]>();
        var path = $"/v1/databases/{Uri.EscapeDataString(database)}/models";
        string? after = null;
        do
        {
            var page = client.Get(after is null ? path : $"{path}?after={Uri.EscapeDataString(after)}", cancellation);
            rows.AddRange(page.GetProperty("models").EnumerateArray().Select(Row));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return rows;
    }

    static object?[] Row(JsonElement model) =>
    [
        $"{model.GetProperty("schema").GetString()}.{model.GetProperty("name").GetString()}",
        model.GetProperty("kind").GetString(),
        model.GetProperty("model_type").GetString(),
        model.GetProperty("state").GetString(),
        model.GetProperty("current_version") is { ValueKind: JsonValueKind.Number } version ? version.GetInt32() : null,
        model.GetProperty("owner").GetString(),
        model.GetProperty("function") is { ValueKind: JsonValueKind.Object } function ? Signature(function) : null,
        model.GetProperty("changed_at").GetString(),
    ];

    static string Signature(JsonElement function)
    {
        var parameters = function.GetProperty("parameters").EnumerateArray().Select(parameter =>
            string.IsNullOrEmpty(parameter.GetProperty("name").GetString()) ? parameter.GetProperty("type").GetString() : $"{parameter.GetProperty("name").GetString()} {parameter.GetProperty("type").GetString()}");
        return $"{function.GetProperty("name").GetString()}({string.Join(", ", parameters)}) → {function.GetProperty("returns").GetString()}";
    }
}
