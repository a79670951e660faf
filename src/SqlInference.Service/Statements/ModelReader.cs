using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>SHOW MODEL.</summary>
sealed class ModelReader(InferenceService service)
{
    const string Tag = "SHOW MODEL";

    public StatementRun Show(ShowModel statement, StatementContext context) =>
        new SimpleRun(Tag, () => statement.Name is { } name ? One(name, context) : All(context)) { ReadsOnly = true };

    StatementResult All(StatementContext context) => new(Tag, ["Schema Name", "Model Name"],
        [.. VisibleModels.Of(service, context).List().Select(model => new[] { model.Name.Schema, model.Name.Name })]);

    StatementResult One(QualifiedName name, StatementContext context)
    {
        var model = VisibleModels.Of(service, context).Get(name, context);
        var version = service.Catalog.Models.FindVersion(new(model.Id, model.ShownVersion));
        return StatementResult.KeyValues(Tag,
            ShowModelRows.Of(model, version, ModelMaking.Of(model, service), service.Host.Served(model), ModelRights.Owns(model, context), context.Dialect));
    }
}
