using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>DROP MODEL and ALTER MODEL.</summary>
sealed class ModelChanges(InferenceService service, FunctionDefinitions functions)
{
    const string AlterTag = "ALTER MODEL";

    IModels Models => service.Catalog.Models;

    public StatementRun Drop(DropModel statement, StatementContext context)
    {
        var visible = VisibleModels.Of(service, context);
        var name = visible.Resolve(statement.Name, context);
        if (statement.IfExists && visible.Find(name) is null)
        {
            return new SimpleRun(() =>
            {
                context.Notice($"There is no model {name}: nothing done.");
                return StatementResult.Done("DROP MODEL");
            });
        }

        var model = visible.Get(name);
        ModelRights.RequireOwner(service, model, "drop", context);
        return new SimpleRun(() =>
        {
            Models.Drop(name, context.Actor.User);
            return StatementResult.Done("DROP MODEL");
        }, () => functions.Undefine(model));
    }

    public StatementRun Alter(AlterModel statement, StatementContext context)
    {
        var model = VisibleModels.Of(service, context).Get(statement.Name, context);
        ModelRights.RequireOwner(service, model, "alter", context);
        return statement.Action switch
        {
            RenameModel rename => Rename(model, context.Fold(rename.NewName), context),
            ChangeModelOwner owner => new SimpleRun(() =>
            {
                Models.SetOwner(model.Name, context.FoldPrincipal(owner.NewOwner), context.Actor.User);
                return StatementResult.Done(AlterTag);
            }),
            SetModelSettings set => Set(model, set.Settings, context),
            UseModelVersion use => Use(model, use.Version, context),
            _ => throw new InvalidOperationException($"{statement.Action.GetType().Name} is not an alteration."),
        };
    }

    // The function keeps its name, so queries go on working, and calls the model by its new one.
    SimpleRun Rename(ModelRecord model, string newName, StatementContext context)
    {
        var name = model.Name with { Name = newName };
        return new SimpleRun(() =>
        {
            Models.Rename(model.Name, name, context.Actor.User);
            return StatementResult.Done(AlterTag);
        }, model.CurrentVersion is null ? null : () => functions.Rename(model, name));
    }

    /// <summary>Changed settings come as changed functions: a query under way keeps both as they were.</summary>
    SimpleRun Set(ModelRecord model, Settings settings, StatementContext context)
    {
        Catalog.Setting[] changes = [.. settings.Select(setting => new Catalog.Setting(setting.Name, setting.Value))];
        RefuseFixed(model, changes);
        return Switch(model, model.CurrentVersion, changes, () => Models.SetSettings(model.Name, changes, context.Actor.User));
    }

    SimpleRun Use(ModelRecord model, int number, StatementContext context) =>
        Switch(model, number, [], () => Models.UseVersion(model.Name, number, context.Actor.User));

    SimpleRun Switch(ModelRecord model, int? number, IReadOnlyList<Catalog.Setting> settings, Action record)
    {
        var version = number is { } known ? Models.FindVersion(new(model.Id, known)) : null;
        var canServe = version is { State: VersionState.Ready or VersionState.Retired };
        return new SimpleRun(() =>
        {
            record();
            return StatementResult.Done(AlterTag);
        }, canServe ? () => functions.Define(model, version!, settings) : null);
    }

    static void RefuseFixed(ModelRecord model, IReadOnlyList<Catalog.Setting> changes)
    {
        var wrong = changes.FirstOrDefault(change => !RuntimeSettings.Contains(change.Name));
        if (wrong is null)
            return;
        throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"{wrong.Name} belongs to the making of model {model.Name} and cannot be changed afterwards.",
            $"CREATE OR REPLACE MODEL makes a new version. ALTER MODEL … SET changes {string.Join(", ", RuntimeSettings.Names)}.");
    }
}
