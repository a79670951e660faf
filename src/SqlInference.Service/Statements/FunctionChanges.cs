using SqlInference.Engines;

namespace SqlInference.Service.Statements;

/// <summary>All changes to functions that one statement makes.</summary>
public sealed class FunctionChanges : IFunctionChange
{
    readonly List<IFunctionChange> _changes = [];

    public IReadOnlyList<string> Ddl => [.. _changes.SelectMany(change => change.Ddl)];

    public IReadOnlyList<string> Cleanup => [.. _changes.SelectMany(change => change.Cleanup)];

    public void Add(IFunctionChange change) => _changes.Add(change);

    public void Complete() => _changes.ForEach(change => change.Complete());

    public void Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
            _changes[i].Undo();
    }
}
