using SqlInference.Engines.DuckDb;
using SqlInference.Engines.DuckDb.Functions;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Service.Embedded.CatalogViews;
using SqlInference.Service.Embedded.Tables;

namespace SqlInference.Service.Embedded;

/// <summary>The functions that every embedded database has. DuckDB forgets them when the file is closed.</summary>
static class EngineFunctions
{
    public static void Register(DuckDbConnection connection, InferenceService service)
    {
        TableFunctions.Register(connection, new RandomCutForestStream());
        TableFunctions.Register(connection, new ForecastFunction(service, EmbeddedEngine.DatabaseName));
        TableFunctions.Register(connection, new CatalogSource(service, EmbeddedEngine.DatabaseName));
        ScalarFunctions.Register(connection, ModelExplanations.Function(service, EmbeddedEngine.DatabaseName));
        ScalarFunctions.Register(connection, TrainingQueries.Function);
    }
}
