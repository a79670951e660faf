using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>Says why a function that a database does not have is not there: its model is still being made, or has failed.</summary>
sealed class UnreadyFunctions(InferenceService service)
{
    /// <summary>Null where no model of the database has, or is to have, a function of this name.</summary>
    public SqlInferenceException? Explain(string function, StatementContext context, DateTimeOffset? transactionBegan)
    {
        var name = context.Fold(new Identifier(function));
        var model = service.Catalog.Models.List(context.Database)
            .FirstOrDefault(model => Names(model, context).Contains(name) && Version(model) is { } version && (model.CurrentVersion is null || version.CompletedAt > transactionBegan));
        if (model is null || !VisibleModels.Of(service, context).Shows(model))
            return null;
        return model.CurrentVersion is null
            ? ModelErrors.NotReady(model, Version(model), service.Trainings.Find(new(model.Id, model.ShownVersion))?.Progress)
            : new(ErrorConditions.ModelNotReady, $"Model {model.Name} became READY after this transaction began.", "COMMIT or ROLLBACK, then run the statement again.");
    }

    VersionRecord? Version(ModelRecord model) => service.Catalog.Models.FindVersion(new(model.Id, model.ShownVersion));

    static IEnumerable<string> Names(ModelRecord model, StatementContext context) =>
        NameOf(model, context) is { } name ? FunctionCompanions.Suffixes.Prepend("").Select(suffix => name + suffix) : [];

    // Until a training query has run, the function stands in the statement only.
    static string? NameOf(ModelRecord model, StatementContext context) => model.Definition.Function?.Name
        ?? (StatementParser.Parse(model.Definition.Statement) is CreateModel { Source: TrainSource { Function: { } function } }
            ? context.Fold(function.Name.Name)
            : null);
}
