using SqlInference.Catalog;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>One version of a model as clients of the service find it. Immutable; a change to the model makes another.</summary>
public sealed class PublishedModel
{
    internal PublishedModel(ServingVersion serving, DeferredScorer scorer, ModelAccess access)
        : this(serving, scorer, new(serving.Model.Name, serving.Version.Definition.Function!, scorer), access)
    {
    }

    PublishedModel(ServingVersion serving, DeferredScorer scorer, FunctionScorer function, ModelAccess access)
    {
        Model = serving.Model;
        Version = serving.Version;
        Deferred = scorer;
        FunctionScorer = function;
        Outputs = scorer.Labels.Count == 0 ? function : new ClassifierOutputs(function, scorer.Labels);
        Access = access;
    }

    public ModelRecord Model { get; }

    public VersionRecord Version { get; }

    /// <summary>The name under which clients ask for it.</summary>
    public string WireName => Access.WireName;

    public ModelAccess Access { get; }

    /// <summary>Whether only the user who made the version may ask for it: it is complete, and waits to be confirmed.</summary>
    public bool IsUnconfirmed => Version.State == VersionState.Pending;

    /// <summary>Answers rows; loads the model when the first of them comes.</summary>
    public IScorer Scorer => Deferred;

    /// <summary>Answers rows as the SQL function does, in the types that it declares.</summary>
    public FunctionScorer FunctionScorer { get; }

    /// <summary>Answers rows with all outputs that clients may ask for.</summary>
    public IScorer Outputs { get; }

    /// <summary>What a classifier's probabilities stand for; none for other models.</summary>
    public IReadOnlyList<string> Labels => Deferred.Labels;

    /// <summary>The function as it was declared.</summary>
    public FunctionSignature Function => Version.Definition.Function!;

    internal DeferredScorer Deferred { get; }

    /// <summary>Whether the catalog still says the same of it. What calls another model does not know.</summary>
    internal bool IsStill(ModelRecord model) => model.Id == Model.Id && model.ChangedAt == Model.ChangedAt
        && model.CurrentVersion == Model.CurrentVersion && model.Owner == Model.Owner && Version.Definition.Remote is null;

    /// <summary>The same, for others to call.</summary>
    internal PublishedModel With(ModelAccess access) => new(new(Model, Version), Deferred, FunctionScorer, access);
}
