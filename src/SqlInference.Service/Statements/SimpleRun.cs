namespace SqlInference.Service.Statements;

/// <summary>A statement whose part in the session is known from the start.</summary>
/// <param name="functions">Made when the session asks for them.</param>
/// <param name="query">For the session to run.</param>
sealed class SimpleRun(Func<StatementResult> confirm, Func<FunctionChanges>? functions = null, string? query = null) : StatementRun
{
    public override string? Query => query;

    protected override FunctionChanges DefineFunctions() => functions?.Invoke() ?? base.DefineFunctions();

    protected override StatementResult OnConfirm() => confirm();
}
