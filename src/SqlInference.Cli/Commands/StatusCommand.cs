using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SqlInference.Cli.Output;
using SqlInference.Cli.Remote;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Commands;

/// <summary><c>sqlinference status</c>: how a running service is.</summary>
sealed class StatusCommand
{
    const string Examples =
        """
          sqlinference status
          sqlinference status --url unix:/run/sqlinference/sqlinference.sock --json
          SQLI_TOKEN=$(cat token) sqlinference status --url https://models.example.com
        """;

    readonly ServiceAccessOptions _options = new();

    public static Command Create() => new StatusCommand().Build();

    Command Build()
    {
        var command = new Command("status", "Show whether a service answers, what it has in memory and what it has done.");
        _options.AddTo(command);
        command.SetAction(arguments => _options.Run(arguments, (client, console, cancellation) => Show(arguments, client, console, cancellation)));
        return command.WithExamples(Examples);
    }

    int Show(ParseResult arguments, ServiceClient client, UserConsole console, CancellationToken cancellation)
    {
        var service = client.Get("/v1/service", cancellation);
        var models = client.Get("/v1/statistics", cancellation).GetProperty("statistics").EnumerateArray().ToArray();
        var uptime = service.GetProperty("uptime_seconds").GetDouble();
        var json = _options.Json(arguments);
        (string Name, object? Value)[] facts =
        [
            ("address", _options.Address(arguments)),
            ("live", client.Says("/v2/health/live", cancellation)),
            ("ready", client.Says("/v2/health/ready", cancellation)),
            ("version", service.GetProperty("version").GetString()),
            json ? ("uptime_seconds", uptime) : ("uptime", Shown(TimeSpan.FromSeconds(uptime))),
            ("device", service.GetProperty("device").GetString()),
            ("models_in_memory", Number(service, "models_in_memory")),
            ("model_memory_bytes", Number(service, "model_memory_bytes")),
            ("requests", models.Sum(model => model.GetProperty("requests").GetInt64())),
            ("rows", models.Sum(model => model.GetProperty("rows_served").GetInt64())),
            ("failures", models.Sum(model => model.GetProperty("failures").GetInt64())),
            ("queued_requests", models.Sum(model => model.GetProperty("queue").GetProperty("count").GetInt64())),
            ("queued_ms", models.Sum(model => model.GetProperty("queue").GetProperty("total_ms").GetDouble())),
        ];
        return ServiceAccessOptions.Show(json, console, json ? Row(facts) : Lines(facts));
    }

    /// <summary>What only administrators are told is null for others.</summary>
    static long? Number(JsonElement service, string name) => service.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    static ValueRows Row((string Name, object? Value)[] facts) =>
        new([.. facts.Select(fact => new ResultColumn(fact.Name, fact.Value is not (string or bool)))], [[.. facts.Select(fact => fact.Value)]]);

    static ValueRows Lines((string Name, object? Value)[] facts) =>
        new([new("service", false), new("value", false)], [.. facts.Select(fact => (object?[])[fact.Name.Replace('_', ' '), fact.Value])]);

    static string Shown(TimeSpan uptime) => uptime.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Days} d {uptime.Hours} h")
        : uptime.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{uptime.Hours} h {uptime.Minutes} min")
            : string.Create(CultureInfo.InvariantCulture, $"{uptime.Minutes} min {uptime.Seconds} s");
}
