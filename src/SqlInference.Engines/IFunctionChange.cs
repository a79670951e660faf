namespace SqlInference.Engines;

/// <summary>A change to a database's functions: the session runs <see cref="Ddl"/>, then says how that went.</summary>
public interface IFunctionChange
{
    /// <summary>Statements for the session to run, in one transaction where the change is to last.</summary>
    IReadOnlyList<string> Ddl { get; }

    /// <summary>Statements for the session to run when a temporary change is over, however it went; otherwise none.</summary>
    IReadOnlyList<string> Cleanup { get; }

    /// <summary>The definitions are in force for good, or a temporary change is over.</summary>
    void Complete();

    /// <summary>The definitions failed or were rolled back.</summary>
    void Undo();
}
