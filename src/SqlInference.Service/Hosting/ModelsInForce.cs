using SqlInference.Catalog;

namespace SqlInference.Service.Hosting;

/// <summary>The models that serve: as the catalog has them or, given a change, as it will have them.</summary>
/// <param name="unconfirmed">Versions that serve one user before they serve the others, by the ids of their models.</param>
sealed class ModelsInForce(IModels models, ModelChange? change = null, IReadOnlyDictionary<string, VersionRecord>? unconfirmed = null)
{
    /// <summary>The serving models of a database, in the order of their names.</summary>
    public IEnumerable<ModelRecord> Of(string database) =>
        models.List(database).Select(After).OfType<ModelRecord>().Where(model => model.CurrentVersion is not null);

    public ServingVersion Serving(ModelRecord model) => change?.After is { } after && after.Model.Id == model.Id
        ? after
        : unconfirmed?.GetValueOrDefault(model.Id) is { } own
            ? new(model.ServedBy(own, []), own)
            : model.CurrentVersion is { } number && models.FindVersion(new(model.Id, number)) is { } version
            ? new(model, version)
            : throw ModelErrors.NotReady(model, Newest(model));

    /// <summary>The version in which calls of a model end up, which may be several endpoints away: a hosted one, or one that calls another service.</summary>
    public ServingVersion Destination(ServingVersion caller) => Path(caller).Last();

    /// <summary>A model and the models that it calls through endpoints, one after the other.</summary>
    public IEnumerable<ServingVersion> Path(ServingVersion caller)
    {
        var passed = new HashSet<string>();
        for (var current = caller; ; current = Next(current))
        {
            if (!passed.Add(current.Model.Id))
                throw ModelErrors.CallsItself(current.Model.Name, caller.Version.Definition.Remote!.EndpointName);
            yield return current;
            if (current.Version.Definition.Remote?.ModelId is null)
                yield break;
        }
    }

    /// <summary>The models of the same database that call this one, directly or through others.</summary>
    public IEnumerable<ModelRecord> CallersOf(ModelRecord called)
    {
        var reached = new HashSet<string> { called.Id };
        var others = Of(called.Name.Database).Where(model => model.Definition.Remote?.ModelId is not null).ToList();
        while (others.Find(model => reached.Contains(model.Definition.Remote!.ModelId!)) is { } caller)
        {
            others.Remove(caller);
            if (reached.Add(caller.Id))
                yield return caller;
        }
    }

    ModelRecord? After(ModelRecord model) => change?.Before.Id == model.Id
        ? change.After?.Model
        : unconfirmed?.GetValueOrDefault(model.Id) is { } own ? model.ServedBy(own, []) : model;

    VersionRecord? Newest(ModelRecord model) => models.FindVersion(new(model.Id, model.ShownVersion));

    ServingVersion Next(ServingVersion caller)
    {
        var remote = caller.Version.Definition.Remote!;
        var target = models.FindById(remote.ModelId!) is { } found ? After(found) : null;
        return Serving(target ?? throw ModelErrors.TargetDropped(caller.Model.Name, remote.EndpointName));
    }
}
