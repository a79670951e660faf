namespace SqlInference.Engines;

/// <summary>
/// How a kind of database comes by its prediction functions. Definitions are for the caller's own session to run, under
/// its own privileges and in its own transaction; until then nothing is visible to anyone.
/// </summary>
public interface IFunctionPublisher
{
    /// <summary>Refuses a function that the database could not offer, whatever rows it is called with.</summary>
    void Check(PredictionFunction function);

    /// <summary>Refuses a function for its name alone: its schema is missing, or the name is another's.</summary>
    void CheckName(PredictionFunction function);

    /// <summary>Gives a name exactly these overloads, in place of those of ours it had; none drops it.</summary>
    IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads);

    /// <summary>A function that only the session sees, in place of any other of its name, until the change is completed or undone.</summary>
    IFunctionChange DefineTemporary(PredictionFunction function);
}
