using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL, up to where its three kinds part.</summary>
sealed class ModelCreator(InferenceService service, FunctionDefinitions functions)
{
    public StatementRun Begin(CreateModel statement, StatementContext context)
    {
        var name = context.NewName(statement.Name);
        if (statement.Name.Database is { } database && context.Fold(database) != context.Database)
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"Model {statement.Name} is in database {context.Fold(database)}, but the session is connected to {context.Database}.",
                $"Leave the database out, or connect to {context.Fold(database)}.");
        }

        CheckRight(name, context);
        var creation = new ModelCreation(service, functions, statement, name, context);
        if (creation.AlreadyThere() is { } existing)
            return existing;

        return statement.Source switch
        {
            TrainSource train => ForestCreation.Begin(creation, train),
            FileSource file => FileCreation.Begin(creation, file),
            RemoteSource remote => RemoteCreation.Begin(creation, remote),
            _ => throw new InvalidOperationException($"{statement.Source.GetType().Name} is not a source of models."),
        };
    }

    void CheckRight(ModelName name, StatementContext context)
    {
        if (context.IsAdmin || service.Catalog.Grants.MayCreateModels(name.Database, context.Actor))
            return;
        service.Catalog.AuditTrail.Record(context.Actor.User, "CREATE MODEL", name.ToString(), AuditOutcome.Denied);
        throw new SqlInferenceException(ErrorConditions.PermissionDenied,
            $"User {context.Actor.User} may not create models in database {name.Database}.",
            $"An administrator can run: GRANT CREATE MODEL TO {context.Actor.User};");
    }
}
