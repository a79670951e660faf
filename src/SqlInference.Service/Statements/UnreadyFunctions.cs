using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>Says why a function that a database does not have is not there: its model is still being made, or has failed.</summary>
sealed class UnreadyFunctions(InferenceService service)
{
    /// <summary>Null where no model of the database has, or is to have, a function of this name.</summary>
    public SqlInferenceException? Explain(string function, StatementContext context)
    {
        var model = service.Catalog.Models.List(context.Database)
            .FirstOrDefault(model => model.CurrentVersion is null && NameOf(model, context) == context.Fold(new Identifier(function)));
        return model is null || !VisibleModels.Of(service, context).Shows(model)
            ? null
            : ModelErrors.NotReady(model, service.Catalog.Models.FindVersion(new(model.Id, model.ShownVersion)));
    }

    // Until a training query has run, the function stands in the statement only.
    static string? NameOf(ModelRecord model, StatementContext context) => model.Definition.Function?.Name
        ?? (StatementParser.Parse(model.Definition.Statement) is CreateModel { Source: TrainSource { Function: { } function } }
            ? context.Fold(function.Name.Name)
            : null);
}
