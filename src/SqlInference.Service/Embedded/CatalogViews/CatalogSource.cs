using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.DuckDb.Tables;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary>The function behind all catalog views: takes the name of one and gives its rows.</summary>
sealed class CatalogSource(InferenceService service, string database) : ITableSource
{
    public const string FunctionName = "sqlinference_catalog";

    public string Name => FunctionName;

    public IReadOnlyList<FunctionParameter> Parameters { get; } = [new("view", EngineType.Varchar)];

    public IReadOnlyList<FunctionParameter> NamedParameters => [];

    public ITable Bind(TableCall call) => Table(call.Text(0), call.Caller.Access is { } access ? access.Sees : static _ => true);

    /// <summary>
    /// Settings, IAM roles and training queries are in none of them: whoever may read the database may read these.
    /// </summary>
    /// <param name="sees">Which models the caller may know of.</param>
    public ITable Table(string? view, Func<ModelName, bool> sees) => view switch
    {
        CatalogView.Models => ModelsTable.Of(service, database, sees),
        CatalogView.Versions => VersionsTable.Of(service, database, sees),
        CatalogView.Candidates => CandidatesTable.Of(service, database, sees),
        CatalogView.Evaluations => EvaluationsTable.Of(service, database, sees),
        CatalogView.Columns => ColumnsTable.Of(service, database, sees),
        CatalogView.Endpoints => EndpointsTable.Of(service, sees),
        CatalogView.Statistics => StatisticsTable.Of(service, database, sees),
        CatalogView.ModelInfo => RedshiftTables.Info(service, database, sees),
        CatalogView.ModelPrivileges => RedshiftTables.Privileges(service, database, sees),
        _ => throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"There is no catalog view '{view}'.", $"There are {string.Join(", ", CatalogView.All.Select(known => known.Name).Distinct())}."),
    };
}
