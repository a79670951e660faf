namespace SqlInference.Catalog;

/// <summary>The catalog in the words of Redshift's system views, which scripts compare with.</summary>
static class SystemViews
{
    public static ModelInfo Info(ModelRecord model) => new(
        model.Name.Database,
        model.Name.Schema,
        model.Owner,
        model.Name.Name,
        model.State.ToString().ToUpperInvariant(),
        IsRefreshable: model.Kind == ModelKind.Trained ? 1 : 0,
        StateOf(model.State));

    public static IReadOnlyList<ModelPrivilege> Privileges(IReadOnlyList<ModelRecord> models, IReadOnlyList<GrantRecord> grants) =>
        [.. models.Join(
            grants,
            model => model.Id,
            grant => grant.ModelId,
            (model, grant) => new ModelPrivilege(
                model.Name.Schema,
                model.Name.Name,
                model.ShownVersion,
                "EXECUTE",
                grant.Grantee.Kind == GranteeKind.Public ? "public" : grant.Grantee.Name,
                grant.Grantee.Kind.ToString().ToLowerInvariant(),
                grant.WithGrantOption))];

    // Redshift's own wording (the second even where no SageMaker is in sight): people poll for these strings.
    static string StateOf(ModelState state) => state switch
    {
        ModelState.Ready => "Model is Ready",
        ModelState.Training => "Train Model On SageMaker In Progress",
        ModelState.Failed => "Model Failed",
        _ => "Model is Created",
    };
}
