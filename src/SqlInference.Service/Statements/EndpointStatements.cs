using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>CREATE, SHOW and DROP ENDPOINT.</summary>
sealed class EndpointStatements(InferenceService service)
{
    const string ShowTag = "SHOW ENDPOINT";

    public StatementRun Create(CreateEndpoint statement, StatementContext context)
    {
        RequireAdmin("create", statement.Name, context);
        var request = new NewEndpoint
        {
            Name = statement.Name,
            Actor = context.Actor.User,
            OrReplace = statement.OrReplace,
            Credential = statement.Credential,
            Settings = [.. statement.Settings.Select(setting => new Catalog.Setting(setting.Name, setting.Value))],
        };
        request = statement.Target switch
        {
            HostedModel hosted => request with { Model = VisibleModels.Of(service, context).Resolve(hosted.Model, context) },
            RemoteService remote => request with { Url = remote.Url, Protocol = Enum.Parse<Catalog.EndpointProtocol>(remote.Protocol.ToString()) },
            _ => throw new InvalidOperationException($"{statement.Target.GetType().Name} is not a target of endpoints."),
        };
        // What could not be called is refused now rather than by the first query.
        if (request.Protocol is { } protocol)
            service.Remote.TargetOf(request.Name, protocol, request.Url, request.Credential, request.Settings);
        return new SimpleRun("CREATE ENDPOINT", () => service.Catalog.Endpoints.Create(request));
    }

    public StatementRun Show(ShowEndpoint statement, StatementContext context) =>
        new SimpleRun(ShowTag, () => statement.Name is null ? All(new(service, context)) : One(statement.Name, new(service, context))) { ReadsOnly = true };

    public StatementRun Drop(DropEndpoint statement, StatementContext context)
    {
        RequireAdmin("drop", statement.Name, context);
        const string Tag = "DROP ENDPOINT";
        if (service.Catalog.Endpoints.Find(statement.Name) is not null)
            return new SimpleRun(Tag, () => service.Catalog.Endpoints.Drop(statement.Name, context.Actor.User));
        if (!statement.IfExists)
            service.Catalog.Endpoints.Get(statement.Name);
        context.Notice($"There is no endpoint '{statement.Name}': nothing done.");
        return new SimpleRun(Tag, static () => { }) { ReadsOnly = true };
    }

    StatementResult All(VisibleEndpoints visible) => new(ShowTag, ["Endpoint Name", "Protocol", "Target"],
        [.. visible.List().Select(endpoint => new[] { endpoint.Name, Protocol(endpoint), Target(endpoint, visible) })]);

    StatementResult One(string name, VisibleEndpoints visible)
    {
        var endpoint = visible.Get(name);
        var rows = new List<(string, string?)>
        {
            ("Endpoint Name", endpoint.Name),
            ("Owner", endpoint.CreatedBy),
            ("Creation Time", ShowModelRows.Time(endpoint.CreatedAt)),
            ("Protocol", Protocol(endpoint)),
            ("Target", Target(endpoint, visible)),
        };
        if (!visible.ShowsAddresses)
            return StatementResult.KeyValues(ShowTag, rows);
        if (endpoint.Credential is { } credential)
            rows.Add(("Credential", credential));
        rows.AddRange(endpoint.Settings.Select(setting => (setting.Name, (string?)setting.Value)));
        return StatementResult.KeyValues(ShowTag, rows);
    }

    static string Protocol(EndpointRecord endpoint) => endpoint.Protocol?.ToString().ToUpperInvariant() ?? "MODEL";

    string? Target(EndpointRecord endpoint, VisibleEndpoints visible) => endpoint.ModelId is { } id
        ? service.Catalog.Models.FindById(id)?.Name.ToString() ?? "(dropped)"
        : visible.ShowsAddresses ? endpoint.Url : null;

    // An endpoint makes the service call out with credentials of its own.
    void RequireAdmin(string action, string endpoint, StatementContext context)
    {
        if (context.IsAdmin)
            return;
        service.Catalog.AuditTrail.Record(context.Actor.User, $"{action} endpoint", endpoint, AuditOutcome.Denied);
        throw new SqlInferenceException(ErrorConditions.PermissionDenied,
            $"User {context.Actor.User} may not {action} endpoint '{endpoint}'.", "Only administrators manage endpoints.");
    }
}
