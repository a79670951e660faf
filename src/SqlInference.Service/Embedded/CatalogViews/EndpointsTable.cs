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

    public static ITable Of(InferenceService service) => new RecordTable<(EndpointRecord, string?)>(
        () => [.. service.Catalog.Endpoints.List().Select(endpoint => (endpoint, Model(service, endpoint)))], Columns);

    static string? Model(InferenceService service, EndpointRecord endpoint) =>
        endpoint.ModelId is { } id ? service.Catalog.Models.FindById(id)?.Name.ToString() ?? "(dropped)" : null;

    // User, password and query of an URL may be secrets.
    static string? Address(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : url;
}
