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
        CheckRight(name, context);
        var creation = new ModelCreation(service, functions, statement, name, context);
        if (creation.AlreadyThere() is { } existing)
            return existing;

        return statement.Source switch
        {
            TrainSource { ModelType: ModelType.RandomCutForest } train => ForestCreation.Begin(creation, train),
            TrainSource { ModelType: ModelType.KMeans } train => ClusterCreation.Begin(creation, train),
            TrainSource { ModelType: ModelType.Forecast } train => ForecastCreation.Begin(creation, train),
            TrainSource train => PredictorCreation.Begin(creation, train),
            FileSource file => FileCreation.Begin(creation, file),
            RemoteSource remote => RemoteCreation.Begin(creation, remote),
            _ => throw new InvalidOperationException($"{statement.Source.GetType().Name} is not a source of models."),
        };
    }

    /// <summary>A function without a model object is kept as a model that is not listed.</summary>
    public StatementRun Begin(ExternalFunction statement, StatementContext context)
    {
        var function = statement.Function;
        // VOLATILE says that equal arguments need not have equal answers.
        var settings = statement.Volatility == Volatility.Volatile && statement.Settings.Cache is null
            ? statement.Settings.With(Settings.Of(("CACHE", "OFF")))
            : statement.Settings;
        var asModel = new CreateModel(function.Name, new RemoteSource(statement.Target.Name, null, function))
        {
            OrReplace = statement.OrReplace,
            IamRole = statement.IamRole,
            Settings = settings,
        };
        var name = context.NewName(asModel.Name);
        CheckRight(name, context);
        var creation = new ModelCreation(service, functions, asModel, name, context) { Tag = "CREATE EXTERNAL FUNCTION" };
        return creation.AlreadyThere() ?? RemoteCreation.BeginFunction(creation, statement);
    }

    void CheckRight(ModelName name, StatementContext context)
    {
        if (context.IsAdmin || context.MayCreate || service.Catalog.Grants.MayCreateModels(name.Database, context.Actor))
            return;
        service.Catalog.AuditTrail.Record(context.Actor.User, "CREATE MODEL", name.ToString(), AuditOutcome.Denied);
        throw new SqlInferenceException(ErrorConditions.PermissionDenied,
            $"User {context.Actor.User} may not create models in database {name.Database}.",
            $"An administrator can run: GRANT CREATE MODEL TO {context.Actor.User};");
    }
}
