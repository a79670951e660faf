using System.Collections.Concurrent;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Hosting;

/// <summary>
/// Finds models by their name on the wire. What was found is kept until the catalog changes, so that a request does not
/// wait for the catalog. Safe for use by many threads.
/// </summary>
public sealed class PublishedModels(InferenceService service)
{
    readonly ConcurrentDictionary<(string WireName, int? Version), (PublishedModel Model, long Generation)> _found = [];
    long _generation;

    /// <summary>Grows with every change to the catalog: what was read under an earlier one is to be read again.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>The catalog has changed: whatever is asked for next is looked up anew.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        _found.Clear();
    }

    /// <summary>A model by its name as it stands in the request, in one version or in the current one.</summary>
    public PublishedModel Get(string wireName, int? version = null)
    {
        var generation = Interlocked.Read(ref _generation);
        if (_found.TryGetValue((wireName, version), out var found) && found.Generation == generation)
            return found.Model;

        // Read after the generation was: should the catalog change meanwhile, what is kept is known to be old.
        var model = Find(WireNames.Read(wireName), version);
        _found[(wireName, version)] = (model, generation);
        return model;
    }

    /// <summary>Who may call a model by this name, which may not be able to answer; null where there is none.</summary>
    public ModelAccess? FindAccess(string wireName) =>
        service.Catalog.Models.Find(WireNames.Read(wireName)) is { } model ? AccessOf(model) : null;

    public ModelAccess AccessOf(ModelRecord model) => new(model.Name, model.Owner, service.Catalog.Grants.ExecuteGrantees(model));

    /// <summary>The one answer for models that are not there and for those that are not the caller's to see: nobody learns more.</summary>
    public static SqlInferenceException Unknown(string wireName) => new(ErrorConditions.UnknownModel,
        $"There is no model '{wireName}', or it is not for you to see.", "Its owner can run GRANT EXECUTE ON MODEL … TO you.");

    PublishedModel Find(ModelName name, int? version)
    {
        var models = service.Catalog.Models;
        var model = models.Find(name) ?? throw Unknown(WireNames.Write(name));
        var inForce = new ModelsInForce(models);
        var serving = version is { } number ? InVersion(model, number) : inForce.Serving(model);
        if (serving.Version.Definition.Function is null)
        {
            throw new SqlInferenceException(ErrorConditions.ModelNotReady, $"Model {name} has no prediction function.",
                "Read it with SELECT * FROM forecast('model').");
        }

        var scorer = service.Host.ScorerOf(serving, inForce.Destination(serving));
        return new(serving, scorer, scorer.Labels, AccessOf(model));
    }

    ServingVersion InVersion(ModelRecord model, int number)
    {
        if (service.Catalog.Models.FindVersion(new(model.Id, number)) is not { State: VersionState.Ready or VersionState.Retired } version)
        {
            throw new SqlInferenceException(ErrorConditions.UnknownVersion, $"Model {model.Name} has no version {number} that can answer.",
                $"Its current version is {model.CurrentVersion?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}.");
        }

        return new(model.ServedBy(version, []), version);
    }
}
