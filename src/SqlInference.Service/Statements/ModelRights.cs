using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements;

/// <summary>Who may do what with a model.</summary>
static class ModelRights
{
    public static bool Owns(ModelRecord model, StatementContext context) =>
        model.Name.Database == context.Database && (context.IsAdmin || model.Owner == context.Actor.User);

    public static void RequireOwner(InferenceService service, ModelRecord model, string action, StatementContext context)
    {
        if (!Owns(model, context))
            throw Denied(service, model, action, context);
    }

    public static SqlInferenceException Denied(InferenceService service, ModelRecord model, string action, StatementContext context)
    {
        service.Catalog.AuditTrail.Record(context.Actor.User, action, model.Name.ToString(), AuditOutcome.Denied);
        return new(ErrorConditions.PermissionDenied,
            $"User {context.Actor.User} may not {action} model {model.Name}.", $"Its owner is {model.Owner}.");
    }
}
