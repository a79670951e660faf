using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>One CREATE MODEL statement: what its kinds have in common.</summary>
sealed class ModelCreation(
    InferenceService service, FunctionDefinitions functions, CreateModel statement, ModelName name, StatementContext context)
{
    public const string Tag = "CREATE MODEL";

    public InferenceService Service => service;

    public FunctionDefinitions Functions => functions;

    public CreateModel Statement => statement;

    public ModelName Name => name;

    public StatementContext Context => context;

    CreateMode Mode => statement.OrReplace ? CreateMode.OrReplace : statement.IfNotExists ? CreateMode.IfNotExists : CreateMode.Create;

    /// <summary>Settles early, before any work, what the catalog would refuse later. Null: go on.</summary>
    public StatementRun? AlreadyThere()
    {
        if (service.Catalog.Models.Find(name) is not { State: not ModelState.Failed } existing || Mode == CreateMode.OrReplace)
            return null;
        if (Mode == CreateMode.IfNotExists)
            return Skipped();
        throw new SqlInferenceException(ErrorConditions.ModelExists,
            $"There is a model {existing.Name} already.",
            "Use CREATE OR REPLACE MODEL to add a version, CREATE MODEL IF NOT EXISTS to leave it, or DROP MODEL first.");
    }

    /// <summary>Opens the pending version; null where IF NOT EXISTS finds that the model was made meanwhile.</summary>
    public VersionRecord? BeginVersion(ModelDefinition definition) =>
        service.Catalog.Models.Begin(new NewVersion(name, context.Actor.User, Mode, definition));

    public StatementRun Skipped()
    {
        context.Notice($"Model {name} is there already: nothing done.");
        return new SimpleRun(() => StatementResult.Done(Tag));
    }

    /// <summary>The settings and AWS-only clauses as the catalog keeps them.</summary>
    public IReadOnlyList<Catalog.Setting> Settings()
    {
        var settings = statement.Settings.Select(setting => new Catalog.Setting(setting.Name, setting.Value));
        return statement.IamRole is { } role ? [new("IAM_ROLE", role.Arn ?? "default"), .. settings] : [.. settings];
    }

    public Catalog.FunctionSignature Function(Language.FunctionSignature declared) => new(
        FunctionSchema(declared.Name), context.Fold(declared.Name.Name),
        [.. declared.Parameters.Select((parameter, position) =>
            new ModelParameter(FunctionDefinitions.ParameterName(parameter, position, context), parameter.Type.ToString()))],
        declared.Returns.ToString());

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
