namespace SqlInference.Engines;

/// <summary>A change that is nothing but its statements: whether they last is for the session's transaction to say.</summary>
public sealed class FunctionDdl(IReadOnlyList<string> ddl) : IFunctionChange
{
    /// <summary>Nothing is to be done.</summary>
    public static FunctionDdl None { get; } = new([]);

    public IReadOnlyList<string> Ddl => ddl;

    public IReadOnlyList<string> Cleanup => [];

    public void Complete()
    {
    }

    public void Undo()
    {
    }
}
