using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements;

/// <summary>Which endpoints a user finds: one that stands for a model is as hidden as the model.</summary>
sealed class VisibleEndpoints(InferenceService service, StatementContext context)
{
    readonly VisibleModels _models = VisibleModels.Of(service, context);

    /// <summary>Addresses, credentials and settings are the administrators' business.</summary>
    public bool ShowsAddresses => context.IsAdmin;

    public bool Shows(EndpointRecord endpoint)
    {
        if (endpoint.ModelId is not { } id)
            return true;
        // The endpoint of a model that was dropped leads nowhere: whoever made it may see that.
        return service.Catalog.Models.FindById(id) is { } model ? _models.Shows(model) : context.IsAdmin;
    }

    public EndpointRecord Get(string name)
    {
        if (context.IsAdmin)
            return service.Catalog.Endpoints.Get(name);
        return service.Catalog.Endpoints.Find(name) is { } endpoint && Shows(endpoint) ? endpoint : throw new SqlInferenceException(
            ErrorConditions.UnknownEndpoint, $"There is no endpoint '{name}' in the catalog.",
            "SHOW ENDPOINT ALL lists the endpoints.");
    }

    public IEnumerable<EndpointRecord> List() =>
        service.Catalog.Endpoints.List().Where(Shows).OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal);
}
