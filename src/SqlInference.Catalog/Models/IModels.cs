using SqlInference.Errors;

namespace SqlInference.Catalog;

/// <summary>
/// Models and their versions. A version is made in steps, each of them durable: <see cref="Begin"/>,
/// <see cref="StartTraining"/> where there is training, <see cref="Complete"/>, <see cref="Activate"/>. Whatever ends
/// in between leaves the model as it was, or FAILED if it never served.
/// </summary>
public interface IModels
{
    /// <summary>The model, or <see cref="ErrorConditions.UnknownModel"/>.</summary>
    ModelRecord Get(ModelName name);

    ModelRecord? Find(ModelName name);

    ModelRecord? FindById(string modelId);

    /// <summary>The models that hold a function of this name, whatever its argument types.</summary>
    IReadOnlyList<ModelRecord> FindByFunction(string database, string schema, string function);

    /// <summary>All models (external functions too) of one database or of all, ordered by name.</summary>
    IReadOnlyList<ModelRecord> List(string? database = null);

    /// <summary>The versions of a model, oldest first; none if the model is gone.</summary>
    IReadOnlyList<VersionRecord> Versions(string modelId);

    VersionRecord? FindVersion(VersionKey key);

    /// <summary>
    /// The versions that have functions in a database before they serve: those that a transaction has made and that wait for its
    /// end and, of models that have no other, those that are trained after it.
    /// </summary>
    IReadOnlyList<VersionRecord> Unconfirmed(string database, string transaction);

    /// <summary>
    /// Takes the name and the function's name, and opens a pending version under this process's lease. A model that
    /// failed before it ever served counts as absent for its owner. Null: IF NOT EXISTS, and it does.
    /// </summary>
    VersionRecord? Begin(NewVersion request);

    /// <summary>Records the job; a model that never served is TRAINING from here.</summary>
    void StartTraining(VersionKey version, string trainingJobName);

    /// <summary>Records what the training rows have settled of a pending version; its function is the model's from here on.</summary>
    void Settle(VersionKey version, ModelDefinition definition);

    /// <summary>Keeps a pending version alive. False: it is no longer pending (dropped, failed, given up as interrupted), so stop.</summary>
    bool RenewLease(VersionKey version, double? progress = null);

    /// <summary>
    /// Records what was made; a version whose statement is confirmed serves from here on. <paramref name="definition"/> replaces the one given at the beginning where making it
    /// has settled open points (problem type, objective, types).
    /// </summary>
    void Complete(VersionKey version, string? artifactId, IReadOnlyList<Metric> metrics, ModelDefinition? definition = null);

    /// <summary>Switches the model to a completed version, at once and for everybody.</summary>
    ModelRecord Activate(VersionKey version);

    /// <summary>Ends a pending version with a reason. A model that never served becomes FAILED. No effect on a version that is no longer pending.</summary>
    void Fail(VersionKey version, string reason);

    /// <summary>Removes a pending version as if it had not been begun, and with it a model that has no other.</summary>
    void Abandon(VersionKey version);

    /// <summary>Switches to a version that served before.</summary>
    ModelRecord UseVersion(ModelName name, int number, string actor);

    /// <summary>Renames a model; grants, versions and endpoints stay with it.</summary>
    ModelRecord Rename(ModelName name, ModelName newName, string actor);

    ModelRecord SetOwner(ModelName name, string owner, string actor);

    /// <summary>Lays settings over those of the current version, until the model is replaced.</summary>
    ModelRecord SetSettings(ModelName name, IReadOnlyList<Setting> settings, string actor);

    /// <summary>Removes a model with versions and grants, and returns what it was. Refused while an endpoint stands for it.</summary>
    ModelRecord Drop(ModelName name, string actor);
}
