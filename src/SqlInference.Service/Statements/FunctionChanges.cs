using SqlInference.Engines;

namespace SqlInference.Service.Statements;

/// <summary>All changes to functions that one statement makes.</summary>
public sealed class FunctionChanges
{
    readonly List<IFunctionChange> _changes = [];

    /// <summary>One for each name, in the order in which the session runs them.</summary>
    public IReadOnlyList<IFunctionChange> Items => _changes;

    public void Add(IFunctionChange change) => _changes.Add(change);

    public void Complete() => _changes.ForEach(change => change.Complete());

    public void Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
            _changes[i].Undo();
    }
}
