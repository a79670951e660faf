using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>USING FUNCTION … SELECT: functions that exist for one query.</summary>
sealed class UsingFunctions(InferenceService service, FunctionDefinitions functions, IFunctionPublisher publisher, Guid session)
{
    const string Statement = "USING FUNCTION";

    public StatementRun Begin(UsingFunction statement, StatementContext context)
    {
        var declared = statement.Functions.Select(declaration => FunctionFor(declaration, context)).ToArray();
        if (declared.GroupBy(function => function.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new SqlInferenceException(ErrorConditions.DuplicateClause,
                $"{Statement} declares {twice.Key} twice.", "Give each function of the statement a name of its own.");
        }

        return new SimpleRun("SELECT", static () => { }, () => Define(declared), publisher.QueryWith(declared, statement.Query)) { ReadsOnly = true };
    }

    FunctionChanges Define(IEnumerable<PredictionFunction> declared)
    {
        var changes = new FunctionChanges();
        try
        {
            foreach (var function in declared)
                changes.Add(publisher.DefineTemporary(function));
            return changes;
        }
        catch
        {
            changes.Undo();
            throw;
        }
    }

    PredictionFunction FunctionFor(UsingDeclaration declaration, StatementContext context)
    {
        var target = EndpointTargets.Resolve(service, declaration.Target, null, context);
        var serving = target.Hosted ?? FunctionDefinitions.Elsewhere(target.Elsewhere!, declaration.Function, context);
        var function = functions.Calling(serving, $"using_{session:N}", declaration.Function, context);
        return target.Hosted is null ? function : function with { Published = FunctionDefinitions.PublishedAs(serving, declaration.Function) };
    }
}
