using SqlInference.Catalog;
using SqlInference.Engines.DuckDb.Tables;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary><c>sqlinference.endpoints</c>.</summary>
static class EndpointsTable
{
    static readonly RecordColumns<(EndpointRecord Endpoint, string? Model)> Columns = new RecordColumns<(EndpointRecord Endpoint, string? Model)>()
        .Text("endpoint_name", row => row.Endpoint.Name)
        .Text("protocol", row => row.Endpoint.Protocol?.ToString().ToUpperInvariant() ?? "MODEL")
        .Text("model", row => row.Model)
        .Text("url", row => Address(row.Endpoint.Url))
        .Text("credential", row => row.Endpoint.Credential)
        .Text("created_by", row => row.Endpoint.CreatedBy)
        .Time("created_at", row => row.Endpoint.CreatedAt);

    public static ITable Of(InferenceService service, Func<ModelName, bool> sees) => new RecordTable<(EndpointRecord, string?)>(
        () => [.. service.Catalog.Endpoints.List().Select(endpoint => (endpoint, Model(service, endpoint, sees)))], Columns);

    // Of a model that is not the caller's to see, no more is told than of one that is gone.
    static string? Model(InferenceService service, EndpointRecord endpoint, Func<ModelName, bool> sees) =>
        endpoint.ModelId is not { } id ? null : service.Catalog.Models.FindById(id) is { } model && sees(model.Name) ? model.Name.ToString() : "(dropped)";

    // User, password and query of an URL may be secrets.
    static string? Address(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : url;
}
