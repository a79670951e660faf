using System.Security.Cryptography;
using System.Text;
using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Scoring;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>
/// Turns models into the definitions of their functions. A name may belong to several models with different parameters,
/// so what is defined is always a name with all of its overloads.
/// </summary>
public sealed class FunctionDefinitions(InferenceService service, IFunctionPublisher publisher)
{
    /// <summary>The companions of a classifier's function; both names are in use.</summary>
    static readonly string[] ProbabilitySuffixes = ["_prob", "_probabilities"];

    /// <summary>
    /// Definitions for the function of <paramref name="model"/> served by <paramref name="version"/>, whether or not that
    /// is the model's current one yet, and for the functions of all models that call it through an endpoint.
    /// </summary>
    /// <param name="settings">Settings that are about to be laid over the model's.</param>
    public FunctionChanges Define(ModelRecord model, VersionRecord version, IReadOnlyList<Catalog.Setting>? settings = null)
    {
        var change = new Change(model, version, After(model, version, settings ?? []));
        var before = model.CurrentVersion is null ? null : model.Definition.Function;
        var after = version.Definition.Function;
        var names = new List<(string Database, string Schema, string Name)>();
        if (before != null && (before.Schema != after?.Schema || before.Name != after.Name))
            names.Add((model.Name.Database, before.Schema, before.Name));
        if (after != null)
            names.Add((model.Name.Database, after.Schema, after.Name));
        names.AddRange(CallersOf(model).Select(caller =>
            (caller.Name.Database, caller.Definition.Function!.Schema, caller.Definition.Function.Name)));
        return Define(names.Distinct(), change);
    }

    /// <summary>Definitions for a model that is to be dropped.</summary>
    public FunctionChanges Undefine(ModelRecord model) => model is { CurrentVersion: not null, Definition.Function: { } function }
        ? Define([(model.Name.Database, function.Schema, function.Name)], new(model, null, model))
        : new();

    /// <summary>Refuses a function that the database could not offer.</summary>
    public void Check(PredictionFunction function) => publisher.Check(function);

    /// <summary>Refuses a function that does not go with its model.</summary>
    public void Check(string model, Catalog.FunctionSignature function, ModelSignature signature) =>
        Check(Function("check", model, function, new DeferredScorer(signature, ErrorPolicy.Fail, static () => throw new InvalidOperationException("Not to be scored with."))));

    /// <summary>Every function name of a database with the overloads it should have.</summary>
    public IEnumerable<(string Schema, string Name, IReadOnlyList<PredictionFunction> Overloads)> All(string database) =>
        service.Catalog.Models.List(database)
            .Where(model => model is { CurrentVersion: not null, Definition.Function: not null })
            .Select(model => (model.Definition.Function!.Schema, model.Definition.Function.Name))
            .Distinct()
            .SelectMany(name => Names(database, name.Schema, name.Name, null));

    /// <summary>A function that stands for a model behind an endpoint, with the types a statement declares for it.</summary>
    public PredictionFunction Calling(ModelRecord target, string id, Language.FunctionSignature declared, StatementContext context)
    {
        var name = context.Fold(declared.Name.Name);
        var scorer = service.Host.CurrentScorerOf(target);
        var function = new PredictionFunction(
            id, null, name, [.. Parameters(declared, context)], SqlTypes.EngineTypeOf(declared.Returns), target.Name.ToString(), scorer);
        return function;
    }

    public static IEnumerable<Engines.FunctionParameter> Parameters(Language.FunctionSignature declared, StatementContext context) =>
        declared.Parameters.Select((parameter, position) =>
            new Engines.FunctionParameter(ParameterName(parameter, position, context), SqlTypes.EngineTypeOf(parameter.Type)));

    public static string ParameterName(Language.FunctionParameter parameter, int position, StatementContext context) =>
        parameter.Name is null ? $"arg{position + 1}" : context.Fold(parameter.Name);

    FunctionChanges Define(IEnumerable<(string Database, string Schema, string Name)> names, Change change)
    {
        var changes = new FunctionChanges();
        try
        {
            foreach (var item in names.SelectMany(name => Names(name.Database, name.Schema, name.Name, change)))
                changes.Add(publisher.Define(item.Schema, item.Name, item.Overloads));
            return changes;
        }
        catch
        {
            changes.Undo();
            throw;
        }
    }

    /// <summary>The name and, where any of its models is or was a classifier, the names of its companions.</summary>
    IEnumerable<(string Schema, string Name, IReadOnlyList<PredictionFunction> Overloads)> Names(
        string database, string schema, string name, Change? change)
    {
        var overloads = Overloads(database, schema, name, change).ToArray();
        yield return (schema, name, [.. overloads.Select(overload => overload.Prediction)]);
        var companions = overloads.Where(overload => overload.Probabilities != null).Select(overload => overload.Probabilities!).ToArray();
        if (companions.Length == 0 && !HadCompanions(change))
            yield break;
        foreach (var suffix in ProbabilitySuffixes)
            yield return (schema, name + suffix, companions);
    }

    bool HadCompanions(Change? change) =>
        change is not null && CurrentVersionOf(change.Before) is { ArtifactId: { } artifact } && LabelsOf(artifact).Count > 0;

    IEnumerable<(PredictionFunction Prediction, PredictionFunction? Probabilities)> Overloads(
        string database, string schema, string name, Change? change)
    {
        foreach (var found in service.Catalog.Models.FindByFunction(database, schema, name))
        {
            var model = found.Id == change?.Before.Id ? change.After : found;
            var version = found.Id == change?.Before.Id ? change.Version : CurrentVersionOf(found);
            if (version?.Definition.Function is { } function && function.Schema == schema && function.Name == name)
                yield return Publish(model, version, function, change);
        }
    }

    VersionRecord? CurrentVersionOf(ModelRecord model) =>
        model.CurrentVersion is { } number ? service.Catalog.Models.FindVersion(new(model.Id, number)) : null;

    (PredictionFunction, PredictionFunction?) Publish(ModelRecord model, VersionRecord version, Catalog.FunctionSignature function, Change? change)
    {
        var (scorer, servedBy, labels) = ScorerOf(model, version, change);
        var id = $"{model.Id.Replace("-", "", StringComparison.Ordinal)}_v{version.Number}{servedBy}";
        var prediction = Function(id, model.Name.ToString(), function, scorer);
        return (prediction, labels.Count == 0 ? null : prediction with
        {
            Id = id + "_p",
            Returns = EngineType.Varchar,
            Scorer = new ProbabilityDocuments(scorer, labels),
        });
    }

    static PredictionFunction Function(string id, string model, Catalog.FunctionSignature function, IScorer scorer) => new(
        id, function.Schema, function.Name,
        [.. function.Parameters.Select(parameter => new Engines.FunctionParameter(parameter.Name, SqlTypes.EngineTypeOf(SqlType.Parse(parameter.Type))))],
        SqlTypes.EngineTypeOf(SqlType.Parse(function.ReturnType)), model, scorer);

    /// <summary>
    /// Where a call ends up: a remote function is pinned to the version that its target has now. The mark tells
    /// functions apart that differ in that or in settings.
    /// </summary>
    (IScorer Scorer, string Mark, IReadOnlyList<string> Labels) ScorerOf(ModelRecord model, VersionRecord version, Change? change)
    {
        if (version.Definition.Remote is not { ModelId: { } targetId })
            return (service.Host.ScorerOf(version, model), SettingsMark(model), LabelsOf(version.ArtifactId!));

        var target = change?.Before.Id == targetId ? change.After : service.Host.TargetOf(model, targetId);
        var targetVersion = change?.Before.Id == targetId ? change.Version : CurrentVersionOf(target);
        return targetVersion == null
            ? (service.Host.CurrentScorerOf(target), "", [])
            : (service.Host.ScorerOf(targetVersion, target), $"_t{targetVersion.Number}{SettingsMark(target)}", []);
    }

    static string SettingsMark(ModelRecord model) => model.Settings.Count == 0 ? "" : "_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(ModelHost.SettingsText(model))).AsSpan(0, 4));

    static ModelRecord After(ModelRecord model, VersionRecord version, IReadOnlyList<Catalog.Setting> changes)
    {
        // Settings of ALTER MODEL outlive a switch to an older version, and end with a replacement.
        var altered = version.State == VersionState.Pending ? [] : model.Settings.Except(model.Definition.Settings);
        var settings = version.Definition.Settings.Concat(altered).Concat(changes)
            .GroupBy(setting => setting.Name, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last());
        return model with { Definition = version.Definition, Settings = [.. settings], CurrentVersion = version.Number };
    }

    IReadOnlyList<string> LabelsOf(string artifactId) => ModelArtifact.LabelsOf(service.Artifacts.Read(artifactId));

    IEnumerable<ModelRecord> CallersOf(ModelRecord model) => service.Catalog.Models.List()
        .Where(other => other is { CurrentVersion: not null, Definition: { Function: not null, Remote: { } remote } } && remote.ModelId == model.Id);

    /// <summary>A model before and after, served by this version or (null) gone.</summary>
    sealed record Change(ModelRecord Before, VersionRecord? Version, ModelRecord After);
}
