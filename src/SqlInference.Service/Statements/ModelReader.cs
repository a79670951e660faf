using SqlInference.Catalog;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>SHOW MODEL.</summary>
sealed class ModelReader(InferenceService service)
{
    public StatementRun Show(ShowModel statement, StatementContext context) =>
        new SimpleRun(() => statement.Name is { } name ? One(name, context) : All(context));

    StatementResult All(StatementContext context)
    {
        var visible = service.Catalog.Models.List(context.Database)
            .Where(model => model.Kind != ModelKind.ExternalFunction && MaySee(model, context))
            .OrderBy(model => model.Name.Schema, StringComparer.Ordinal).ThenBy(model => model.Name.Name, StringComparer.Ordinal);
        return new("SHOW MODEL", ["Schema Name", "Model Name"], [.. visible.Select(model => new[] { model.Name.Schema, model.Name.Name })]);
    }

    StatementResult One(QualifiedName name, StatementContext context)
    {
        var model = service.Catalog.Models.Get(context.Resolve(name, service.Catalog.Models));
        if (!MaySee(model, context))
            throw ModelRights.Denied(service, model, "see", context);
        var version = service.Catalog.Models.FindVersion(new(model.Id, model.ShownVersion));
        return StatementResult.KeyValues("SHOW MODEL",
            ShowModelRows.Of(model, version, service.Host.Served(model), ModelRights.Owns(model, context)));
    }

    bool MaySee(ModelRecord model, StatementContext context) =>
        ModelRights.Owns(model, context) || service.Catalog.Grants.MayExecute(model, context.Actor);
}
