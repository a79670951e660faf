using SqlInference.Server.Registry.OpenApi;
using SqlInference.Server.Registry.Resources;
using SqlInference.Server.Registry.Statements;
using SqlInference.Server.Requests;
using SqlInference.Service;

namespace SqlInference.Server.Registry;

/// <summary>The registry under <c>/v1</c>. Disposing of it takes back the statements that are being trained for.</summary>
sealed class RegistryApi(InferenceService service, RunLimits? limits = null) : IDisposable
{
    readonly StatementRuns _runs = new(service, limits ?? new());

    public void Map(ProtocolRoutes routes)
    {
        new StatementApi(service, _runs, limits ?? new()).Map(routes);
        new ResourceApi(service).Map(routes);
        new OpenApiApi().Map(routes);
    }

    public void Dispose() => _runs.Dispose();
}
