namespace SqlInference.Catalog;

/// <summary>Who may call which model, and who may make models. Owners need no grant.</summary>
public interface IGrants
{
    /// <summary>Grants EXECUTE on models. All or none.</summary>
    void GrantExecute(IReadOnlyList<ModelName> models, IReadOnlyList<Grantee> grantees, bool withGrantOption, string grantor);

    /// <summary>Takes EXECUTE, or only the right to pass it on, away. What was not granted is passed over.</summary>
    void RevokeExecute(IReadOnlyList<ModelName> models, IReadOnlyList<Grantee> grantees, bool grantOptionOnly, string actor);

    void GrantCreateModel(string database, IReadOnlyList<Grantee> grantees, bool withGrantOption, string grantor);

    void RevokeCreateModel(string database, IReadOnlyList<Grantee> grantees, bool grantOptionOnly, string actor);

    /// <summary>Whether this principal owns the model or was granted EXECUTE on it, by name, by role or group, or as PUBLIC.</summary>
    bool MayExecute(ModelRecord model, Principal principal);

    /// <summary>Who was granted EXECUTE on the model; its owner needs no grant.</summary>
    IReadOnlyList<Grantee> ExecuteGrantees(ModelRecord model);

    /// <summary>Whether this principal was granted CREATE MODEL in the database.</summary>
    bool MayCreateModels(string database, Principal principal);

    /// <summary>The grants that let this principal pass a privilege on; <paramref name="modelId"/> is null for CREATE MODEL.</summary>
    bool HoldsGrantOption(Privilege privilege, string database, string? modelId, Principal principal);

    /// <summary>All grants in one database or in all.</summary>
    IReadOnlyList<GrantRecord> List(string? database = null);
}
