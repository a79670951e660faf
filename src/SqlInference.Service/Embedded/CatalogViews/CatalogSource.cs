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

    public ITable Bind(TableCall call) => Table(call.Text(0));

    /// <summary>
    /// Settings, IAM roles and training queries are in none of them: whoever may read the database may read these.
    /// </summary>
    public ITable Table(string? view) => view switch
    {
        CatalogView.Models => ModelsTable.Of(service, database),
        CatalogView.Versions => VersionsTable.Of(service, database),
        CatalogView.Candidates => CandidatesTable.Of(service, database),
        CatalogView.Evaluations => EvaluationsTable.Of(service, database),
        CatalogView.Columns => ColumnsTable.Of(service, database),
        CatalogView.Endpoints => EndpointsTable.Of(service),
        CatalogView.Statistics => StatisticsTable.Of(service, database),
        CatalogView.ModelInfo => RedshiftTables.Info(service, database),
        CatalogView.ModelPrivileges => RedshiftTables.Privileges(service, database),
        _ => throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"There is no catalog view '{view}'.", $"There are {string.Join(", ", CatalogView.All.Select(known => known.Name).Distinct())}."),
    };
}
