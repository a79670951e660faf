using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>
/// Turns models into the definitions of their functions. A name may belong to several models with different parameters,
/// so what is defined is always a name with all of its overloads.
/// </summary>
/// <param name="transaction">The session's transaction, whose versions count before they are confirmed; null where there is none to speak of.</param>
public sealed class FunctionDefinitions(InferenceService service, IFunctionPublisher publisher, string? transaction = null)
{
    readonly EqualityComparer<(string Schema, string Name)> _names = EqualityComparer<(string Schema, string Name)>.Create(
        (one, other) => publisher.Names.Equals(one.Schema, other.Schema) && publisher.Names.Equals(one.Name, other.Name),
        name => HashCode.Combine(publisher.Names.GetHashCode(name.Schema), publisher.Names.GetHashCode(name.Name)));

    IModels Models => service.Catalog.Models;

    /// <summary>
    /// Definitions for the function of <paramref name="model"/> served by <paramref name="version"/>, whether or not that
    /// is the model's current one yet, and for the functions of all models that call it through an endpoint.
    /// </summary>
    /// <param name="settings">Settings that are about to be laid over the model's.</param>
    public FunctionChanges Define(ModelRecord model, VersionRecord version, IReadOnlyList<Catalog.Setting>? settings = null) =>
        Apply(new(model, new(model.ServedBy(version, settings ?? []), version)));

    /// <summary>Definitions under which a model goes by another name.</summary>
    public FunctionChanges Rename(ModelRecord model, ModelName name) => Serving(model) is { } serving
        ? Apply(new(serving.Model, serving with { Model = serving.Model with { Name = name } }))
        : new();

    /// <summary>Definitions for a model that is to be dropped.</summary>
    public FunctionChanges Undefine(ModelRecord model) => Apply(new(Serving(model)?.Model ?? model, null));

    /// <summary>Definitions for rights on models that are to be given or taken.</summary>
    public FunctionChanges Grant(IReadOnlyList<ModelRecord> models, IEnumerable<FunctionGrant> grants)
    {
        var changes = new FunctionChanges();
        var functions = models.SelectMany(FunctionsOf).ToArray();
        foreach (var grant in functions.Length == 0 ? [] : grants)
            changes.Add(publisher.Grant(functions, grant));
        return changes;
    }

    /// <summary>Definitions for a model that is to be another's.</summary>
    public FunctionChanges SetOwner(ModelRecord model, string owner)
    {
        var changes = new FunctionChanges();
        if (FunctionsOf(model) is { Count: > 0 } functions)
            changes.Add(publisher.SetOwner(functions, owner));
        return changes;
    }

    /// <summary>Every function name of a database with the overloads it should have.</summary>
    public IEnumerable<FunctionSet> All(string database)
    {
        var inForce = new ModelsInForce(Models);
        return inForce.Of(database)
            .SelectMany(model => Publish(inForce, model, null))
            .GroupBy(function => (function.Schema!, function.Name))
            .Select(overloads => new FunctionSet(overloads.Key.Item1, overloads.Key.Name, [.. overloads]));
    }

    /// <summary>Refuses a function that does not go with its model, or that the database could not offer.</summary>
    public void Check(ModelName model, Catalog.FunctionSignature function, ModelSignature signature, bool isClassifier = false)
    {
        var prediction = Function("check", model, function, NotToBeCalled(signature));
        publisher.Check(prediction);
        foreach (var suffix in FunctionCompanions.SuffixesFor(signature, isClassifier))
            publisher.CheckName(prediction with { Name = prediction.Name + suffix });
    }

    /// <summary>Refuses a function whose name the database could not give it.</summary>
    public void CheckName(ModelName model, Catalog.FunctionSignature function) => publisher.CheckName(
        Function("check", model, function, NotToBeCalled(SignatureOf(function))));

    /// <summary>A function that stands for a model behind an endpoint, with the types a statement declares for it.</summary>
    /// <param name="caller">Tells the callers of one model apart. The same one with the same declaration gets the same function again.</param>
    public PredictionFunction Calling(ServingVersion target, string caller, Language.FunctionSignature declared, StatementContext context)
    {
        var destination = new ModelsInForce(Models).Destination(target);
        var mark = ModelHost.MarkOf(target, destination, declared.ToString());
        return new(
            $"{caller}_{mark}", null, context.Fold(declared.Name.Name), [.. Parameters(declared, context)], SqlTypes.EngineTypeOf(declared.Returns),
            target.Model.Name.ToString(), service.Host.ScorerOf(target, destination));
    }

    /// <summary>What answers a function that a statement declares for a model of this service.</summary>
    public static PublishedVersion PublishedAs(ServingVersion target, Language.FunctionSignature declared) => new(
        target.Model.Name, target.Version.Number, [.. target.Version.Definition.Function!.Parameters.Select(parameter => parameter.Name)],
        FunctionScorer.Prediction, [.. declared.Parameters.Select(parameter => parameter.Type)], declared.Returns);

    /// <summary>A model for a function that has none: what a statement declares for another service to answer.</summary>
    public static ServingVersion Elsewhere(Catalog.RemoteTarget target, Language.FunctionSignature declared, StatementContext context)
    {
        var function = new Catalog.FunctionSignature(context.DefaultSchema, context.Fold(declared.Name.Name),
            [.. declared.Parameters.Select((parameter, position) => new ModelParameter(ParameterName(parameter, position, context), parameter.Type.ToString()))],
            declared.Returns.ToString());
        var definition = new ModelDefinition { Kind = ModelKind.ExternalFunction, Statement = "", Function = function, Remote = target };
        // Equal declarations share a scorer; what they were made from is all that tells them apart.
        var id = ModelHost.MarkOf($"{target.EndpointName}\n{target.Protocol}\n{target.Url}\n{target.Credential}\n{function}\n{function.ReturnType}\n{context.Actor.User}");
        var now = DateTimeOffset.UnixEpoch;
        var model = new ModelRecord
        {
            Id = id,
            Name = new(context.Database, context.DefaultSchema, function.Name),
            Owner = context.Actor.User,
            State = ModelState.Ready,
            CurrentVersion = 1,
            ShownVersion = 1,
            Definition = definition,
            Settings = [],
            CreatedAt = now,
            ChangedAt = now,
        };
        return new(model, new() { Key = new(id, 1), State = VersionState.Ready, Definition = definition, CreatedBy = model.Owner, CreatedAt = now });
    }

    /// <summary>The scorer that answers calls of a model.</summary>
    public IScorer ScorerOf(ServingVersion target) => service.Host.ScorerOf(target, new ModelsInForce(Models).Destination(target));

    public static IEnumerable<Engines.FunctionParameter> Parameters(Language.FunctionSignature declared, StatementContext context) =>
        declared.Parameters.Select((parameter, position) =>
            new Engines.FunctionParameter(ParameterName(parameter, position, context), SqlTypes.EngineTypeOf(parameter.Type)));

    public static string ParameterName(Language.FunctionParameter parameter, int position, StatementContext context) =>
        parameter.Name is null ? $"arg{position + 1}" : context.Fold(parameter.Name);

    FunctionChanges Apply(ModelChange change)
    {
        var unconfirmed = Unconfirmed(change.Before, except: change.After?.Version.Key);
        var (now, inForce) = (new ModelsInForce(Models, null, unconfirmed), new ModelsInForce(Models, change, unconfirmed));
        var defined = inForce.Of(change.Before.Name.Database).Where(model => model.Definition.Function is not null).ToArray();
        var changes = new FunctionChanges();
        try
        {
            foreach (var (schema, name) in NamesTouched(inForce, change))
            {
                changes.Add(publisher.Define(
                    schema, name, [.. Named(inForce, defined, schema, name, change)], Named(now, now.Of(change.Before.Name.Database), schema, name, null)));
            }

            Inherit(changes, now, change);

            WarmUp(inForce, change);
            return changes;
        }
        catch
        {
            changes.Undo();
            throw;
        }
    }

    /// <summary>The functions of a name that some of the models have; computed when they are read.</summary>
    IEnumerable<PredictionFunction> Named(ModelsInForce inForce, IEnumerable<ModelRecord> models, string schema, string name, ModelChange? change) => models
        .Where(model => NamesOf(model).Contains((schema, name), _names))
        .SelectMany(model => Publish(inForce, model, change))
        .Where(function => _names.Equals((function.Schema!, function.Name), (schema, name)));

    /// <summary>Functions that a version brings with it are for those who may call the model.</summary>
    void Inherit(FunctionChanges changes, ModelsInForce now, ModelChange change)
    {
        if (change.After is not { } after || Granted(change.Before) is not { Length: > 0 } grants)
            return;
        var had = change.Before.CurrentVersion is null ? [] : Publish(now, change.Before, null).Select(Key).ToHashSet();
        var added = Publish(new(Models, change), after.Model, change).Where(function => !had.Contains(Key(function))).ToArray();
        foreach (var same in added.Length == 0 ? [] : grants.GroupBy(grant => grant.WithGrantOption))
            changes.Add(publisher.Grant(added, new([.. same.Select(grant => grant.Grantee)], IsRevoke: false, same.Key)));

        static (string, string) Key(PredictionFunction function) => (function.Name, string.Join(',', function.Parameters.Select(parameter => parameter.Type)));
    }

    GrantRecord[] Granted(ModelRecord model) =>
        [.. service.Catalog.Grants.List(model.Name.Database).Where(grant => grant.ModelId == model.Id && grant.Privilege == Privilege.Execute)];

    /// <summary>What answers calls of a model as this session sees it; null where nothing does.</summary>
    ServingVersion? Serving(ModelRecord model)
    {
        var unconfirmed = Unconfirmed(model);
        return model.CurrentVersion is null && !unconfirmed.ContainsKey(model.Id) ? null : new ModelsInForce(Models, null, unconfirmed).Serving(model);
    }

    List<PredictionFunction> FunctionsOf(ModelRecord model) =>
        Serving(model) is { } serving ? [.. Publish(new(Models, null, Unconfirmed(model)), serving.Model, null)] : [];

    Dictionary<string, VersionRecord> Unconfirmed(ModelRecord model, VersionKey? except = null) => transaction is null
        ? []
        : Models.Unconfirmed(model.Name.Database, transaction).Where(version => version.Key != except).ToDictionary(version => version.Key.ModelId);

    /// <summary>Has what will answer in memory before it does, where what answers now is: nobody waits because of a change.</summary>
    void WarmUp(ModelsInForce afterwards, ModelChange change)
    {
        if (change.After is null || change.Before.CurrentVersion is null)
            return;
        var now = new ModelsInForce(Models);
        foreach (var model in afterwards.CallersOf(change.Before).Prepend(change.Before))
        {
            try
            {
                var (before, after) = (now.Serving(model), afterwards.Serving(model));
                service.Host.WarmUp(before, now.Destination(before), after, afterwards.Destination(after));
            }
            catch (SqlInferenceException)
            {
                // What cannot answer is not in memory.
            }
        }
    }

    /// <summary>The names that a change may give other overloads.</summary>
    IEnumerable<(string Schema, string Name)> NamesTouched(ModelsInForce inForce, ModelChange change)
    {
        var touched = new List<ModelRecord>(inForce.CallersOf(change.Before));
        if (change.Before.CurrentVersion is not null)
            touched.Add(change.Before);
        if (change.After is { } after)
            touched.Add(after.Model);
        return touched.SelectMany(NamesOf).Distinct(_names);
    }

    /// <summary>The names that a model may have functions of: whether it is a classifier, and can tell why, its artifact tells.</summary>
    static IEnumerable<(string Schema, string Name)> NamesOf(ModelRecord model) => model.Definition.Function is { } function
        ? FunctionCompanions.Suffixes.Prepend("").Select(suffix => (function.Schema, function.Name + suffix))
        : [];

    /// <summary>The functions of a serving model. One that cannot be had keeps its function; only a change to it fails for that.</summary>
    IEnumerable<PredictionFunction> Publish(ModelsInForce inForce, ModelRecord model, ModelChange? change)
    {
        if (model.Definition.Function is not { } function)
            return [];
        var id = $"{model.Id.Replace("-", "", StringComparison.Ordinal)}_v{model.CurrentVersion}";
        try
        {
            var caller = inForce.Serving(model);
            var destination = inForce.Destination(caller);
            var scorer = service.Host.ScorerOf(caller, destination);
            id = $"{id}_{ModelHost.MarkOf(caller, destination)}";
            var prediction = Function(id, model.Name, function, scorer) with { Published = PublishedAs(caller) };
            // As on Redshift, what is called through an endpoint answers the prediction only.
            return caller == destination ? [prediction, .. FunctionCompanions.Of(prediction, scorer)] : [prediction];
        }
        catch (SqlInferenceException exception) when (model.Id != change?.Before.Id)
        {
            return [Function($"{id}_unavailable", model.Name, function, new UnavailableScorer(SignatureOf(function), exception)) with { Published = PublishedAs(inForce.Serving(model)) }];
        }
    }

    static PublishedVersion PublishedAs(ServingVersion serving)
    {
        var function = serving.Version.Definition.Function!;
        return new(serving.Model.Name, serving.Version.Number, [.. function.Parameters.Select(parameter => parameter.Name)], FunctionScorer.Prediction,
            [.. function.Parameters.Select(parameter => SqlType.Parse(parameter.Type))], SqlType.Parse(function.ReturnType));
    }

    static UnavailableScorer NotToBeCalled(ModelSignature signature) =>
        new(signature, new(ErrorConditions.InternalError, "This function is not to be called."));

    static PredictionFunction Function(string id, ModelName model, Catalog.FunctionSignature function, IScorer scorer) => new(
        id, function.Schema, function.Name,
        [.. function.Parameters.Select(parameter => new Engines.FunctionParameter(parameter.Name, SqlTypes.EngineTypeOf(SqlType.Parse(parameter.Type))))],
        SqlTypes.EngineTypeOf(SqlType.Parse(function.ReturnType)), model.ToString(), scorer);

    /// <summary>What a model would have to look like for its function; lists are as long as they come.</summary>
    static ModelSignature SignatureOf(Catalog.FunctionSignature function) => new(
        [.. function.Parameters.Select(parameter => new ModelInput(parameter.Name, ColumnOf(parameter.Type)))],
        [new("prediction", ColumnOf(function.ReturnType))]);

    static ColumnType ColumnOf(string type) => SqlType.Parse(type) is { IsArray: true } list
        ? new(SqlTypes.ElementOf(list), 1)
        : SqlTypes.ColumnOf(SqlType.Parse(type));
}
