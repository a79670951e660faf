using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Statements.Creation;

namespace SqlInference.Service.Statements;

/// <summary>
/// The service's half of every statement: checks it, records what it begins, and says what the caller's session has to
/// do. See <see cref="StatementRun"/> for how the two halves meet. Each session has one of its own.
/// </summary>
/// <param name="transaction">The session's transaction, whose versions count before they are confirmed; null where there is none to speak of.</param>
public sealed class StatementExecutor(InferenceService service, IFunctionPublisher publisher, string? transaction = null)
{
    // Names what only this session defines.
    readonly Guid _session = Guid.NewGuid();
    readonly FunctionDefinitions _functions = new(service, publisher, transaction);

    public FunctionDefinitions Functions => _functions;

    public StatementRun Begin(ModelStatement statement, StatementContext context) => statement switch
    {
        CreateModel create => new ModelCreator(service, _functions).Begin(create, context),
        ShowModel show => new ModelReader(service).Show(show, context),
        DropModel drop => new ModelChanges(service, _functions).Drop(drop, context),
        AlterModel alter => new ModelChanges(service, _functions).Alter(alter, context),
        CreateEndpoint create => new EndpointStatements(service).Create(create, context),
        ShowEndpoint show => new EndpointStatements(service).Show(show, context),
        DropEndpoint drop => new EndpointStatements(service).Drop(drop, context),
        GrantCreateModel grant => new GrantStatements(service, _functions).OnDatabase(grant, context),
        GrantOnModel grant => new GrantStatements(service, _functions).OnModels(grant, context),
        ExternalFunction create => new ModelCreator(service, _functions).Begin(create, context),
        UsingFunction use => new UsingFunctions(service, _functions, publisher, _session).Begin(use, context),
        RedshiftCopy copy => CopyStatements.Begin(copy, context),
        _ => throw new InvalidOperationException($"{statement.GetType().Name} is not a statement that can be executed."),
    };

    /// <summary>For a database that does not know a function: the model whose function it is to be, if any, and its state.</summary>
    /// <param name="transactionBegan">When what the session sees of its database was settled, where that is known.</param>
    public SqlInferenceException? ExplainMissing(string function, StatementContext context, DateTimeOffset? transactionBegan = null) =>
        new UnreadyFunctions(service).Explain(function, context, transactionBegan);
}
