namespace SqlInference.Engines;

/// <summary>
/// How a kind of database comes by its prediction functions. Definitions are for the caller's own session to run, under
/// its own privileges and in its own transaction; until then nothing is visible to anyone.
/// </summary>
public interface IFunctionPublisher
{
    /// <summary>Which names are the same function's.</summary>
    StringComparer Names => StringComparer.Ordinal;

    /// <summary>Refuses a function that the database could not offer, whatever rows it is called with.</summary>
    void Check(PredictionFunction function);

    /// <summary>Refuses a function for its name alone: its schema is missing, or the name is another's.</summary>
    void CheckName(PredictionFunction function);

    /// <summary>Gives a name exactly these overloads, in place of those of ours it had; none drops it.</summary>
    /// <param name="before">Those that the catalog says it had; computed when they are read.</param>
    IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads, IEnumerable<PredictionFunction> before);

    /// <summary>A function that only the session sees, in place of any other of its name, until the change is completed or undone.</summary>
    IFunctionChange DefineTemporary(PredictionFunction function);

    /// <summary>A query as it has to be written to find these temporary functions.</summary>
    string QueryWith(IReadOnlyList<PredictionFunction> temporary, string query) => query;

    /// <summary>Has the database's own privileges on functions follow those on their model.</summary>
    IFunctionChange Grant(IReadOnlyList<PredictionFunction> functions, FunctionGrant grant);

    /// <summary>Has functions belong to whom their model belongs.</summary>
    IFunctionChange SetOwner(IReadOnlyList<PredictionFunction> functions, string owner);
}
