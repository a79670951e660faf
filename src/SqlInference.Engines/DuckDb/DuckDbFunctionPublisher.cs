using SqlInference.Engines.DuckDb.Functions;

namespace SqlInference.Engines.DuckDb;

/// <summary>Prediction functions of an open DuckDB database, as one session defines them.</summary>
public sealed class DuckDbFunctionPublisher(FunctionRegistry registry, DuckDbConnection session) : IFunctionPublisher
{
    public void Check(PredictionFunction function)
    {
        SignatureCheck.Run(function);
        registry.CheckName(function);
    }

    public void CheckName(PredictionFunction function) => registry.CheckName(function);

    public IFunctionChange Define(string schema, string name, IReadOnlyList<PredictionFunction> overloads, IEnumerable<PredictionFunction> before)
    {
        var changes = new List<FunctionChange>();
        try
        {
            var ids = overloads.Select(function => function.Id).ToHashSet();
            foreach (var old in registry.Find(schema, name).Where(function => !ids.Contains(function.Id)))
                changes.Add(registry.Remove(old));
            foreach (var function in overloads)
                changes.Add(registry.Add(function));
        }
        catch
        {
            Undo(changes);
            throw;
        }

        // Each change carries the whole definition of the name, so the last one is all that has to be run. A name that
        // was never ours may be somebody else's macro.
        return new Change(
            changes.Count > 0 ? [changes[^1].Sql] : [], [],
            () => changes.ForEach(change => change.Complete()), () => Undo(changes));
    }

    public IFunctionChange DefineTemporary(PredictionFunction function)
    {
        var change = registry.AddTemporary(function, session);
        return new Change([change.Sql], [MacroSql.DropTemporary(function.Name)], change.Undo, change.Undo);
    }

    /// <summary>Macros are everybody's who has the folder open.</summary>
    public IFunctionChange Grant(IReadOnlyList<PredictionFunction> functions, FunctionGrant grant) => FunctionDdl.None;

    public IFunctionChange SetOwner(IReadOnlyList<PredictionFunction> functions, string owner) => FunctionDdl.None;

    static void Undo(List<FunctionChange> changes)
    {
        for (var i = changes.Count - 1; i >= 0; i--)
            changes[i].Undo();
    }

    sealed class Change(IReadOnlyList<string> ddl, IReadOnlyList<string> cleanup, Action complete, Action undo) : IFunctionChange
    {
        public IReadOnlyList<string> Ddl => ddl;

        public IReadOnlyList<string> Cleanup => cleanup;

        public void Complete() => complete();

        public void Undo() => undo();
    }
}
