using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Server.Requests;
using SqlInference.Service;
using SqlInference.Service.Statements;

namespace SqlInference.Server.Registry.Resources;

/// <summary>What the catalog holds and what models have done, as far as the caller may see it.</summary>
sealed class ResourceApi(InferenceService service)
{
    const string Database = "/v1/databases/{database}";
    const string Model = Database + "/models/{model}";
    const int ModelSegment = 4;
    const int MostModels = 1000;

    readonly DateTimeOffset _started = service.Options.Time.GetUtcNow();

    IModels Models => service.Catalog.Models;

    public void Map(ProtocolRoutes routes)
    {
        routes.Get("/v1/service", (http, caller) => RegistryBodies.WriteAsync(http, ServiceFor(caller), RegistryJson.Default.ServiceDocument));
        routes.Get("/v1/databases", (http, caller) => RegistryBodies.WriteAsync(http, DatabasesFor(caller), RegistryJson.Default.DatabaseList));
        routes.Get("/v1/endpoints", (http, caller) => RegistryBodies.WriteAsync(http, EndpointsFor(caller), RegistryJson.Default.EndpointList));
        routes.Get("/v1/statistics", (http, caller) => RegistryBodies.WriteAsync(http, StatisticsFor(caller), RegistryJson.Default.StatisticsList));
        routes.Get(Database + "/models", (http, caller) => RegistryBodies.WriteAsync(http, ModelsFor(http, caller), RegistryJson.Default.ModelList));
        routes.Get(Database + "/grants", (http, caller) => RegistryBodies.WriteAsync(http, GrantsFor(RegistryPath.Database(http, caller), caller), RegistryJson.Default.GrantList));
        routes.Get(Model, (http, caller) => RegistryBodies.WriteAsync(http, ModelFor(http, caller), RegistryJson.Default.ModelDocument));
        routes.Get(Model + "/versions", (http, caller) => RegistryBodies.WriteAsync(http, VersionsFor(http, caller), RegistryJson.Default.VersionList));
        routes.Get(Model + "/explanation", (http, caller) => RegistryBodies.WriteAsync(http, ExplanationFor(http, caller), RegistryJson.Default.ExplanationDocument));
        routes.Get(Model + "/forecast", (http, caller) => RegistryBodies.WriteAsync(http, ForecastFor(http, caller), RegistryJson.Default.ForecastList));
        routes.Get(Model + "/statistics", (http, caller) => RegistryBodies.WriteAsync(http, StatisticsOf(Find(http, caller)), RegistryJson.Default.StatisticsDocument));
    }

    ServiceDocument ServiceFor(Caller caller)
    {
        var now = service.Options.Time.GetUtcNow();
        var host = caller is { IsAdmin: true, Database: null } ? service.Host.Snapshot() : null;
        return new()
        {
            Version = ServerVersion.Text,
            StartedAt = _started,
            UptimeSeconds = (now - _started).TotalSeconds,
            Device = service.Options.Device,
            Devices = [.. VisibleTo(caller).Where(model => service.Host.StatisticsOf(model) is not null).Select(model => service.Host.Served(model).Device).Distinct().Order(StringComparer.Ordinal)],
            ModelsInMemory = host?.Resident,
            ModelMemoryBytes = host?.ResidentBytes,
        };
    }

    DatabaseList DatabasesFor(Caller caller) => new()
    {
        Databases = [.. DatabaseNames(caller).Select(name => new DatabaseDocument { Name = name, Models = Visible(name, caller).List().Count })],
    };

    /// <summary>A database is known by its models; a caller bound to one knows of it anyway.</summary>
    IEnumerable<string> DatabaseNames(Caller caller) => caller.Database is { } bound
        ? [bound]
        : Models.List().Select(model => model.Name.Database).Distinct().Where(name => Visible(name, caller).List().Count > 0).Order(StringComparer.Ordinal);

    EndpointList EndpointsFor(Caller caller) => new()
    {
        Endpoints = [.. service.Catalog.Endpoints.List().OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal)
            .Select(endpoint => (endpoint, model: endpoint.ModelId is { } id ? Models.FindById(id) : null))
            .Where(pair => pair.endpoint.ModelId is null || (pair.model is null ? caller.IsAdmin : MaySee(pair.model, caller)))
            .Select(pair => Endpoint(pair.endpoint, pair.model, caller.IsAdmin))],
    };

    static EndpointDocument Endpoint(EndpointRecord endpoint, ModelRecord? model, bool toAdmin) => new()
    {
        Name = endpoint.Name,
        Protocol = endpoint.Protocol?.ToString().ToLowerInvariant() ?? "model",
        Model = model is null ? null : WireNames.Write(model.Name),
        Url = toAdmin ? Address(endpoint.Url) : null,
        Credential = toAdmin ? endpoint.Credential : null,
        CreatedBy = endpoint.CreatedBy,
        CreatedAt = endpoint.CreatedAt,
    };

    // User, password and query of an URL may be secrets.
    static string? Address(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : null;

    StatisticsList StatisticsFor(Caller caller) => new()
    {
        Statistics = [.. VisibleTo(caller).Select(StatisticsOf).Where(statistics => statistics.Loaded)],
    };

    StatisticsDocument StatisticsOf(ModelRecord model) => StatisticsDocument.Of(model, service.Host.StatisticsOf(model));

    ModelList ModelsFor(HttpContext http, Caller caller)
    {
        var visible = Visible(RegistryPath.Database(http, caller), caller);
        var limit = Limit(http);
        var after = After(http);
        var models = visible.List().Where(model => after is null || Follows(model.Name, after.Value)).Take(limit + 1).ToArray();
        var page = models.Take(limit).ToArray();
        return new()
        {
            Models = [.. page.Select(model => ModelDocument.Of(model, visible.Owns(model)))],
            Next = models.Length > limit ? WireNames.Write(page[^1].Name) : null,
        };
    }

    static bool Follows(ModelName name, ModelName after) => string.CompareOrdinal(name.Schema, after.Schema) is var schema && (schema > 0 || (schema == 0 && string.CompareOrdinal(name.Name, after.Name) > 0));

    ModelDocument ModelFor(HttpContext http, Caller caller)
    {
        var model = Find(http, caller);
        return ModelDocument.Of(model, Visible(model.Name.Database, caller).Owns(model));
    }

    VersionList VersionsFor(HttpContext http, Caller caller) => new() { Versions = [.. Models.Versions(Find(http, caller).Id).Select(VersionDocument.Of)] };

    ExplanationDocument ExplanationFor(HttpContext http, Caller caller)
    {
        var explanation = ModelExplanation.Of(service, Find(http, caller));
        return new() { Version = (string?)explanation[ModelExplanation.Version], Explanations = explanation[ModelExplanation.Explanations]! };
    }

    ForecastList ForecastFor(HttpContext http, Caller caller)
    {
        var forecast = ModelForecast.Of(service, Find(http, caller));
        return new() { Forecast = [.. forecast.Rows.Select(row => ForecastDocument.Of(row, forecast.Percentiles))] };
    }

    GrantList GrantsFor(string database, Caller caller)
    {
        var visible = Visible(database, caller);
        var models = visible.List().ToDictionary(model => model.Id);
        return new()
        {
            Grants = [.. service.Catalog.Grants.List(database)
                .Where(grant => caller.IsAdmin || grant.Grantee.Covers(caller.Principal) || (grant.ModelId is { } id && models.TryGetValue(id, out var model) && visible.Owns(model)))
                .Select(grant => Grant(grant, grant.ModelId is { } id ? models.GetValueOrDefault(id) : null))
                .OrderBy(grant => grant.Privilege, StringComparer.Ordinal).ThenBy(grant => grant.Model, StringComparer.Ordinal).ThenBy(grant => grant.Grantee, StringComparer.Ordinal)],
        };
    }

    static GrantDocument Grant(GrantRecord grant, ModelRecord? model) => new()
    {
        Privilege = grant.Privilege == Privilege.Execute ? "execute" : "create_model",
        Model = model is null ? null : WireNames.Write(model.Name),
        GranteeKind = grant.Grantee.Kind.ToString().ToLowerInvariant(),
        Grantee = grant.Grantee.Name,
        GrantOption = grant.WithGrantOption,
        Grantor = grant.Grantor,
        GrantedAt = grant.GrantedAt,
    };

    IEnumerable<ModelRecord> VisibleTo(Caller caller) => DatabaseNames(caller).SelectMany(name => Visible(name, caller).List());

    VisibleModels Visible(string database, Caller caller) => new(service.Catalog, database, caller.Principal, caller.IsAdmin);

    bool MaySee(ModelRecord model, Caller caller) => caller.Reaches(model.Name.Database) && Visible(model.Name.Database, caller).Shows(model);

    ModelRecord Find(HttpContext http, Caller caller)
    {
        var database = RegistryPath.Database(http, caller);
        return Visible(database, caller).Get(NameIn(database, RawPath.Segment(http, ModelSegment)));
    }

    static ModelName NameIn(string database, string segment)
    {
        var parts = segment.Split('.');
        if (parts.Length == 2)
            return new(database, Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]));
        throw new SqlInferenceException(ErrorConditions.UnknownModel, $"There is no model '{segment}' in database {database}.",
            "In this path a model is named schema.name; a dot within a part is written %2E.");
    }

    static ModelName? After(HttpContext http) => http.Request.Query["after"] is { Count: > 0 } after ? WireNames.Read(after.ToString()) : null;

    static int Limit(HttpContext http)
    {
        var limit = http.Request.Query["limit"];
        if (limit.Count == 0)
            return MostModels;
        if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostModels)
            return number;
        throw new SqlInferenceException(ErrorConditions.RequestMalformed, $"limit is '{limit}'; it has to be a whole number from 1 to {MostModels}.");
    }
}
