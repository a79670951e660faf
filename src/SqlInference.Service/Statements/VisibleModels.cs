using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>
/// The models of a database as one user finds them. What is neither theirs nor granted to them is not there: errors say
/// the same of a model that is hidden and of one that never was.
/// </summary>
public sealed class VisibleModels(ICatalog catalog, string database, Principal user, bool isAdmin)
{
    public static VisibleModels Of(InferenceService service, StatementContext context) =>
        new(service.Catalog, context.Database, context.Actor, context.IsAdmin);

    public bool Owns(ModelRecord model) => model.Name.Database == database && (isAdmin || model.Owner == user.User);

    public bool Shows(ModelRecord model) =>
        Owns(model) || (model.Name.Database == database && catalog.Grants.MayExecute(model, user));

    public ModelRecord? Find(ModelName name) => catalog.Models.Find(name) is { } model && Shows(model) ? model : null;

    /// <summary>The model, or <see cref="ErrorConditions.UnknownModel"/>.</summary>
    public ModelRecord Get(ModelName name)
    {
        if (Find(name) is { } model)
            return model;
        throw Catalog.Store.ModelErrors.Unknown(name, [.. List().Select(other => (other.Name.Schema, other.Name.Name))]);
    }

    /// <summary>The model that a statement names, looked for along the search path.</summary>
    public ModelRecord Get(QualifiedName name, StatementContext context) => Get(Resolve(name, context));

    /// <summary>What a statement's name stands for, whether or not there is such a model.</summary>
    public ModelName Resolve(QualifiedName name, StatementContext context) => context.Resolve(name, candidate => Find(candidate) is not null);

    /// <summary>All of them, in the order of schema and name; functions without a model are none.</summary>
    public IReadOnlyList<ModelRecord> List()
    {
        var granted = isAdmin ? [] : Granted();
        return [.. catalog.Models.List(database)
            .Where(model => model.Kind != ModelKind.ExternalFunction && (Owns(model) || granted.Contains(model.Id)))
            .OrderBy(model => model.Name.Schema, StringComparer.Ordinal).ThenBy(model => model.Name.Name, StringComparer.Ordinal)];
    }

    HashSet<string> Granted() => [.. catalog.Grants.List(database)
        .Where(grant => grant is { Privilege: Privilege.Execute, ModelId: not null } && grant.Grantee.Covers(user))
        .Select(grant => grant.ModelId!)];
}
