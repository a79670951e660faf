using System.Collections.Concurrent;
using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Server.Access;
using SqlInference.Service;
using SqlInference.Service.Hosting;

namespace SqlInference.Server.SageMaker;

/// <summary>
/// Finds endpoints by their names, and the models behind them. What was found is kept until the catalog changes. Whether
/// an endpoint is not there or not for the caller, the answer is the same. Safe for use by many threads.
/// </summary>
sealed class HostedEndpoints(InferenceService service, string? containerModel)
{
    readonly ConcurrentDictionary<string, (HostedEndpoint Endpoint, long Generation)> _found = [];

    public HostedEndpoint Get(string name, Caller caller)
    {
        var generation = service.Published.Generation;
        if (_found.TryGetValue(name, out var found) && found.Generation == generation)
            return found.Endpoint;
        var record = service.Catalog.Endpoints.Find(name) ?? throw AwsError.UnknownEndpoint(name);
        return Keep(name, Hosted(record, caller), generation);
    }

    /// <summary>What answers POST /invocations: the configured model or, without one, the only endpoint there is.</summary>
    public HostedEndpoint Single(Caller caller)
    {
        if (containerModel is not null)
            return new(containerModel, WireNames.Read(containerModel), IsJsonAlways: false, MayHaveHeader: false);
        var hosted = service.Catalog.Endpoints.List().Where(endpoint => endpoint.ModelId is not null).Take(2).ToArray();
        return hosted is [var only]
            ? Hosted(only, caller)
            : throw AwsError.NoContainerModel();
    }

    /// <summary>The model that an invocation reaches, if it is for the caller.</summary>
    public PublishedModel Model(HostedEndpoint endpoint, in InvocationHeaders headers, Caller caller)
    {
        var name = headers.Model is { } other ? Target(endpoint, other) : endpoint.Model;
        try
        {
            // Asked of the current version: who may not execute the model is not to learn which versions it has.
            var model = service.Published.Get(WireNames.Write(name));
            if (!caller.MayExecute(model.Access))
                throw Unknown(endpoint, headers);
            return headers.Version is { } version ? service.Published.Get(model.WireName, version) : model;
        }
        catch (SqlInferenceException error) when (error is not AwsError && !IsFor(caller, name))
        {
            throw Unknown(endpoint, headers);
        }
        catch (SqlInferenceException error) when (error.Condition == ErrorConditions.UnknownVersion)
        {
            throw AwsError.Validation(string.Create(CultureInfo.InvariantCulture,
                $"Endpoint '{endpoint.Name}' has no version {headers.Version} that can answer."));
        }
    }

    /// <summary>Whether a model that cannot answer may be told of.</summary>
    bool IsFor(Caller caller, ModelName name) => caller.Reaches(name.Database) && service.Catalog.Models.Find(name) is { } model
        && (caller.IsAdmin || service.Catalog.Grants.MayExecute(model, caller.Principal));

    /// <summary>The name in Target-Model: a model of the endpoint's schema, or one by its whole name.</summary>
    static ModelName Target(HostedEndpoint endpoint, string target) =>
        target.Count(character => character == '.') == 2 ? WireNames.Read(target) : endpoint.Model with { Name = target };

    static AwsError Unknown(HostedEndpoint endpoint, in InvocationHeaders headers) => headers.Model is { } target
        ? AwsError.Validation($"There is no model '{target}' behind endpoint '{endpoint.Name}', or it is not for you to call.")
        : AwsError.UnknownEndpoint(endpoint.Name);

    HostedEndpoint Hosted(EndpointRecord record, Caller caller)
    {
        if (record.ModelId is { } id)
        {
            var model = service.Catalog.Models.FindById(id) ?? throw AwsError.UnknownEndpoint(record.Name);
            return new(record.Name, model.Name, Setting(record, "ANSWER") == "json", Setting(record, "CSV_HEADER") == "ON");
        }

        // Only administrators make endpoints, so only they learn of one.
        throw caller.IsAdmin
            ? AwsError.Validation($"Endpoint '{record.Name}' leads to another service ({record.Protocol.ToString()!.ToUpperInvariant()}).",
                $"Make a model for it, CREATE MODEL … SAGEMAKER '{record.Name}', and call that.")
            : AwsError.UnknownEndpoint(record.Name);
    }

    HostedEndpoint Keep(string name, HostedEndpoint endpoint, long generation)
    {
        _found[name] = (endpoint, generation);
        return endpoint;
    }

    static string? Setting(EndpointRecord endpoint, string name) =>
        endpoint.Settings.LastOrDefault(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;
}
