using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>DROP MODEL and ALTER MODEL.</summary>
sealed class ModelChanges(InferenceService service, FunctionDefinitions functions)
{
    const string DropTag = "DROP MODEL";
    const string AlterTag = "ALTER MODEL";

    IModels Models => service.Catalog.Models;

    public StatementRun Drop(DropModel statement, StatementContext context)
    {
        var visible = VisibleModels.Of(service, context);
        var name = visible.Resolve(statement.Name, context);
        if (statement.IfExists && visible.Find(name) is null)
        {
            context.Notice($"There is no model {name}: nothing done.");
            return new SimpleRun(DropTag, static () => { }) { ReadsOnly = true };
        }

        var model = visible.Get(name);
        ModelRights.RequireOwner(service, model, "drop", context);
        return new SimpleRun(DropTag, () => Models.Drop(name, context.Actor.User), () => functions.Undefine(Now(model)));
    }

    public StatementRun Alter(AlterModel statement, StatementContext context)
    {
        var model = VisibleModels.Of(service, context).Get(statement.Name, context);
        ModelRights.RequireOwner(service, model, "alter", context);
        return statement.Action switch
        {
            RenameModel rename => Rename(model, context.NewName(model, rename.NewName), context),
            ChangeModelOwner owner => SetOwner(model, context.FoldPrincipal(owner.NewOwner), context),
            SetModelSettings set => Set(model, set.Settings, context),
            UseModelVersion use => Use(model, use.Version, context),
            _ => throw new InvalidOperationException($"{statement.Action.GetType().Name} is not an alteration."),
        };
    }

    // The function keeps its name, so queries go on working, and calls the model by its new one.
    SimpleRun Rename(ModelRecord model, ModelName name, StatementContext context) => new(
        AlterTag, () => Models.Rename(model.Name, name, context.Actor.User), () => functions.Rename(Now(model), name));

    SimpleRun SetOwner(ModelRecord model, string owner, StatementContext context) => new(
        AlterTag, () => Models.SetOwner(model.Name, owner, context.Actor.User), () => functions.SetOwner(Now(model), owner));

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
        return new SimpleRun(AlterTag, record, canServe ? () => functions.Define(model, version!, settings) : null);
    }

    /// <summary>A training may have come to its end since the statement began.</summary>
    ModelRecord Now(ModelRecord model) => Models.FindById(model.Id) ?? model;

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
