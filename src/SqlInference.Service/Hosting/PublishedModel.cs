using SqlInference.Catalog;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>One version of a model as clients of the service find it. Immutable; a change to the model makes another.</summary>
public sealed class PublishedModel
{
    internal PublishedModel(ServingVersion serving, IScorer scorer, IReadOnlyList<string> labels, ModelAccess access)
    {
        Model = serving.Model;
        Version = serving.Version;
        Scorer = scorer;
        FunctionScorer = new(Model.Name, Function, scorer);
        Labels = labels;
        Access = access;
    }

    public ModelRecord Model { get; }

    public VersionRecord Version { get; }

    /// <summary>The name under which clients ask for it.</summary>
    public string WireName => Access.WireName;

    public ModelAccess Access { get; }

    /// <summary>Answers rows; loads the model when the first of them comes.</summary>
    public IScorer Scorer { get; }

    /// <summary>Answers rows as the SQL function does, in the types that it declares.</summary>
    public FunctionScorer FunctionScorer { get; }

    /// <summary>What a classifier's probabilities stand for; none for other models.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The function as it was declared.</summary>
    public FunctionSignature Function => Version.Definition.Function!;
}
