namespace SqlInference.Catalog;

/// <summary>
/// Statements between their two halves. They belong to no process: any that shares the catalog confirms them or takes
/// them back, once.
/// </summary>
public interface IPendingStatements
{
    /// <summary>
    /// Makes changes and undoes them: what the catalog would refuse once a statement is confirmed, it refuses now, while
    /// there is somebody to hear of it.
    /// </summary>
    void Rehearse(Action change);

    /// <summary>
    /// Keeps a statement until its lease is over. A version that it made is its own once it is complete, and no process's.
    /// </summary>
    void Add(PendingStatement statement);

    /// <summary>The statement, or null if there never was one or it is forgotten.</summary>
    PendingStatement? Find(string id);

    /// <summary>The statement whose version keeps a model from being replaced; null for none.</summary>
    PendingStatement? FindFor(string modelId);

    /// <summary>How many statements of one user wait in a database.</summary>
    int Count(string database, string user);

    /// <summary>A sign of the session: the lease begins anew. No effect on a statement that is over.</summary>
    void Renew(string id);

    /// <summary>
    /// Puts the version in service, or has it put there once it is trained, or, without one, does what <paramref name="execute"/> does, in one transaction with
    /// the record of it. No effect on a statement that is over. Returns the statement as it stands afterwards.
    /// </summary>
    PendingStatement? Confirm(string id, Action<PendingStatement> execute);

    /// <summary>Undoes what the statement began. No effect on one that is over.</summary>
    void TakeBack(string id);

    /// <summary>Says why the statement came to nothing; a version that it made is failed.</summary>
    void Fail(string id, PendingFailure failure);

    /// <summary>Takes back the statements whose lease is over, and forgets those that have been over for long.</summary>
    void Sweep();
}
