using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>One CREATE MODEL statement: what its kinds have in common.</summary>
sealed class ModelCreation(
    InferenceService service, FunctionDefinitions functions, CreateModel statement, ModelName name, StatementContext context)
{
    /// <summary>What the statement is called when it is done.</summary>
    public string Tag { get; init; } = "CREATE MODEL";

    public InferenceService Service => service;

    public FunctionDefinitions Functions => functions;

    public CreateModel Statement => statement;

    public ModelName Name => name;

    public StatementContext Context => context;

    /// <summary>
    /// Which files the statement may have read. Where the operator says nothing, only those who administer the service's
    /// machine anyway may have it read any.
    /// </summary>
    public ServiceOptions FileOptions => context.IsAdmin || service.Options.ModelFolders is not null
        ? service.Options
        : service.Options with { ModelFolders = [] };

    CreateMode Mode => statement.OrReplace ? CreateMode.OrReplace : statement.IfNotExists ? CreateMode.IfNotExists : CreateMode.Create;

    /// <summary>Settles early, before any work, what the catalog would refuse later. Null: go on.</summary>
    public StatementRun? AlreadyThere()
    {
        if (service.Catalog.Models.Find(name) is not { } existing)
            return null;
        if (Mode == CreateMode.OrReplace && !VisibleModels.Of(service, context).Shows(existing))
            throw new SqlInferenceException(ErrorConditions.ModelExists, $"There is a model {existing.Name} already, which is not yours.", "Choose another name.");
        if (Mode == CreateMode.OrReplace)
            ModelRights.RequireOwner(service, existing, "replace", context);
        // Whether a model that only waits for its transaction is there, nobody can tell yet.
        if (existing.CurrentVersion is null && service.Catalog.Pending.FindFor(existing.Id) is { Version: { } waiting } run
            && VisibleModels.Of(service, context).Shows(existing))
        {
            throw new VersionPendingException(name, waiting.Number, run.Id);
        }

        if (Mode == CreateMode.OrReplace || existing.State == ModelState.Failed)
            return null;
        if (Mode == CreateMode.IfNotExists)
            return Skipped();
        throw new SqlInferenceException(ErrorConditions.ModelExists,
            $"There is a model {existing.Name} already.",
            "Use CREATE OR REPLACE MODEL to add a version, CREATE MODEL IF NOT EXISTS to leave it, or DROP MODEL first.");
    }

    /// <summary>SETTINGS (MAX_RUNTIME …), or what Redshift takes for it.</summary>
    public TimeSpan MaxRuntime => TimeSpan.FromSeconds(statement.Settings.MaxRuntimeSeconds ?? 5400);

    /// <summary>Opens the pending version for a training that the session is to give its rows.</summary>
    /// <param name="trainingOf">The training, which is told the version that it completes.</param>
    public StatementRun StartTraining(ModelDefinition definition, Func<VersionRecord, TrainingRun> trainingOf) => Start(definition, (version, run) =>
    {
        var training = trainingOf(version);
        service.Catalog.Models.StartTraining(version.Key, $"{name.Name}-{version.Number}");
        run.TrainWith(training);
    });

    /// <summary>Opens the pending version and takes its first steps; what fails in them ends it.</summary>
    public StatementRun Start(ModelDefinition definition, Action<VersionRecord, CreateModelRun> firstSteps)
    {
        if (service.Catalog.Models.Begin(new NewVersion(name, context.Actor.User, Mode, definition)) is not { } version)
            return Skipped();

        var run = new CreateModelRun(this, version.Key);
        try
        {
            firstSteps(version, run);
            return run;
        }
        catch (Exception exception)
        {
            run.Fail(exception);
            run.Dispose();
            throw;
        }
    }

    SimpleRun Skipped()
    {
        context.Notice($"Model {name} is there already: nothing done.");
        return new SimpleRun(Tag, static () => { }) { ReadsOnly = true };
    }

    /// <summary>The settings and AWS-only clauses as the catalog keeps them.</summary>
    public IReadOnlyList<Catalog.Setting> Settings()
    {
        var settings = statement.Settings.Select(setting => new Catalog.Setting(setting.Name, setting.Value));
        return statement.IamRole is { } role ? [new("IAM_ROLE", role.Arn ?? "default"), .. settings] : [.. settings];
    }

    public string? Setting(string key) => Settings().FirstOrDefault(setting => setting.Name == key)?.Value;

    public Catalog.FunctionSignature Function(Language.FunctionSignature declared)
    {
        var parameters = declared.Parameters.Select((parameter, position) =>
            new ModelParameter(FunctionDefinitions.ParameterName(parameter, position, context), parameter.Type.ToString())).ToArray();
        if (parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Function {declared.Name} has two parameters named '{twice.Key}'.", "Give each parameter a name of its own, or none.");
        }

        return new(FunctionSchema(declared.Name), context.Fold(declared.Name.Name), parameters, declared.Returns.ToString());
    }

    /// <summary>The function lives beside its model unless it says otherwise.</summary>
    public string FunctionSchema(QualifiedName function) => function.Schema is null ? name.Schema : context.Fold(function.Schema);

    public ModelDefinition Definition(ModelKind kind, Catalog.FunctionSignature? function) => new()
    {
        Kind = kind,
        Statement = statement.ToString(),
        Function = function,
        Settings = Settings(),
    };
}
