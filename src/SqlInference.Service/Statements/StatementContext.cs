using SqlInference.Catalog;
using SqlInference.Language;

namespace SqlInference.Service.Statements;

/// <summary>Who runs a statement and where: what the caller's session knows and the service does not.</summary>
public sealed record StatementContext
{
    /// <summary>The name under which the service's catalog knows the database.</summary>
    public required string Database { get; init; }

    public required Principal Actor { get; init; }

    /// <summary>May do everything with every model of the database.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>The schemas in which unqualified names are looked for; new models go to the first.</summary>
    public required IReadOnlyList<string> SearchPath { get; init; }

    /// <summary>What messages call the database's kind: "embedded", "PostgreSQL", "SQL Server".</summary>
    public required string Engine { get; init; }

    public required IdentifierFolding Folding { get; init; }

    /// <summary>Relative paths of model and data files that are not in the current folder are looked for here; null for nowhere else.</summary>
    public string? ScriptFolder { get; init; }

    /// <summary>Receives remarks for the person at the keyboard, one line each.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    public string DefaultSchema => SearchPath[0];

    public string Fold(Identifier identifier) => identifier.Fold(Folding);

    /// <summary>The name of a model to be made.</summary>
    public ModelName NewName(QualifiedName name) =>
        new(Database, name.Schema is null ? DefaultSchema : Fold(name.Schema), Fold(name.Name));

    /// <summary>The name of a model that is there: the first on the search path, or (to be missed by name) in the default schema.</summary>
    public ModelName Resolve(QualifiedName name, IModels models)
    {
        if (name.Schema is not null)
            return NewName(name);
        return SearchPath
            .Select(schema => new ModelName(Database, schema, Fold(name.Name)))
            .FirstOrDefault(candidate => models.Find(candidate) is not null, NewName(name));
    }
}
