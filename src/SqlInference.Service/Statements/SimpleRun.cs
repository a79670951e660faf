namespace SqlInference.Service.Statements;

/// <summary>A statement whose part in the session is known from the start.</summary>
/// <param name="functions">Made when the session asks for them.</param>
/// <param name="query">For the session to run.</param>
sealed class SimpleRun(string tag, Func<StatementResult> confirm, Func<FunctionChanges>? functions = null, string? query = null) : StatementRun
{
    /// <summary>A statement that only does something.</summary>
    public SimpleRun(string tag, Action change, Func<FunctionChanges>? functions = null, string? query = null) : this(tag, () =>
    {
        change();
        return StatementResult.Done(tag);
    }, functions, query)
    {
    }

    public override string Tag => tag;

    public override bool IsReadOnly => ReadsOnly;

    public bool ReadsOnly { get; init; }

    public override string? Query => query;

    protected override FunctionChanges DefineFunctions() => functions?.Invoke() ?? base.DefineFunctions();

    protected override StatementResult OnConfirm() => confirm();
}
