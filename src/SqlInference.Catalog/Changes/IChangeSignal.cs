namespace SqlInference.Catalog;

/// <summary>Tells cheaply whether it is worth looking at a database again.</summary>
interface IChangeSignal : IDisposable
{
    /// <summary>Whether anybody may have changed the database since the last call; true at the first one.</summary>
    bool MayHaveChanged();
}
