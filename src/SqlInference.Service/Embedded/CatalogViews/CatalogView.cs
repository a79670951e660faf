namespace SqlInference.Service.Embedded.CatalogViews;

/// <summary>A view that shows what the catalog knows.</summary>
/// <param name="Description">What the view's COMMENT says.</param>
sealed record CatalogView(string Schema, string Name, string Description)
{
    public const string OwnSchema = "sqlinference";
    public const string Models = "models";
    public const string Versions = "versions";
    public const string Candidates = "candidates";
    public const string Evaluations = "evaluations";
    public const string Columns = "columns";
    public const string Endpoints = "endpoints";
    public const string Statistics = "statistics";
    public const string ModelInfo = "svv_ml_model_info";
    public const string ModelPrivileges = "svv_ml_model_privileges";

    /// <summary>On the search path of every session, so that scripts written for Redshift find their views there.</summary>
    const string PlainSchema = "public";
    const string InfoDescription = "Models, as Redshift ML lists them";
    const string PrivilegesDescription = "Grants on models, as Redshift ML lists them";

    public static readonly IReadOnlyList<CatalogView> All =
    [
        new(OwnSchema, Models, "Models and their functions"),
        new(OwnSchema, Versions, "Versions of models"),
        new(OwnSchema, Candidates, "What was tried when models were trained, and how well it did"),
        new(OwnSchema, Evaluations, "What was measured of the versions of models"),
        new(OwnSchema, Columns, "What the columns that models were trained on looked like"),
        new(OwnSchema, Endpoints, "Endpoints that models can be made for"),
        new(OwnSchema, Statistics, "What the models in memory have done since they were loaded"),
        new(OwnSchema, ModelInfo, InfoDescription),
        new(OwnSchema, ModelPrivileges, PrivilegesDescription),
        new(PlainSchema, ModelInfo, InfoDescription),
        new(PlainSchema, ModelPrivileges, PrivilegesDescription),
    ];
}
