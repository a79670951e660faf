using System.Text;
using System.Text.Unicode;
using SqlInference.Catalog;
using SqlInference.Errors;
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

    /// <summary>May make models without having been granted that in the database.</summary>
    public bool MayCreate { get; init; }

    /// <summary>The schemas in which unqualified names are looked for; new models go to the first.</summary>
    public required IReadOnlyList<string> SearchPath { get; init; }

    /// <summary>What messages call the database's kind: "embedded", "PostgreSQL", "SQL Server".</summary>
    public required string Engine { get; init; }

    public required IdentifierFolding Folding { get; init; }

    /// <summary>How the queries of models are read where they are shown.</summary>
    public SqlDialect Dialect { get; init; } = SqlDialect.PostgreSql;

    /// <summary>Whether the database takes names that differ only in case for the same, quoted or not.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>
    /// The name of the model that is there under a name which may differ from it in case, or that name itself: for databases that keep names as they
    /// are written. Null where such names are different, or where they are folded.
    /// </summary>
    public Func<ModelName, ModelName>? Spelling { get; init; }

    /// <summary>What the database cuts names to, in bytes of UTF-8; null where it keeps them whole.</summary>
    public int? NameBytes { get; init; }

    /// <summary>Relative paths of model and data files that are not in the current folder are looked for here; null for nowhere else.</summary>
    public string? ScriptFolder { get; init; }

    /// <summary>Receives remarks for the person at the keyboard, one line each.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    public string DefaultSchema => Fold(new Identifier(SearchPath[0], IsQuoted: true));

    /// <summary>The one spelling under which the catalog keeps the name of a schema, model, function or column.</summary>
    public string Fold(Identifier identifier) =>
        Cut(IgnoresCase ? new Identifier(identifier.Text).Fold(IdentifierFolding.Lower) : identifier.Fold(Folding));

    /// <summary>The name of a user, role or group.</summary>
    public string FoldPrincipal(Identifier identifier) => Cut(identifier.Fold(Folding));

    /// <summary>The name of a model to be made.</summary>
    public ModelName NewName(QualifiedName name) => Spelled(AsWritten(name));

    /// <summary>The name of a model that is there: the first on the search path, or (to be missed by name) in the default schema.</summary>
    public ModelName Resolve(QualifiedName name, Func<ModelName, bool> exists)
    {
        // What is missed is missed as it was written: another spelling would tell that somebody has it.
        var schemas = name.Schema is null ? SearchPath.Select(schema => Fold(new Identifier(schema, IsQuoted: true))) : [Fold(name.Schema)];
        return schemas.Select(schema => Spelled(Within(schema, name))).FirstOrDefault(exists, AsWritten(name));
    }

    // Never within a character.
    string Cut(string name)
    {
        if (NameBytes is not { } most || Encoding.UTF8.GetByteCount(name) <= most)
            return name;
        Span<byte> kept = stackalloc byte[most];
        Utf8.FromUtf16(name, kept, out var read, out _);
        return name[..read];
    }

    /// <summary>The name that a model is to have: another's where the database takes the two for the same.</summary>
    public ModelName NewName(ModelRecord model, Identifier name)
    {
        var renamed = model.Name with { Name = Fold(name) };
        return Spelled(renamed) is var there && there != model.Name ? there : renamed;
    }

    ModelName AsWritten(QualifiedName name) => Within(name.Schema is null ? DefaultSchema : Fold(name.Schema), name);

    ModelName Spelled(ModelName name) => Spelling?.Invoke(name) ?? name;

    ModelName Within(string schema, QualifiedName name)
    {
        if (name.Database is null || string.Equals(Fold(name.Database), Database, Spelling is null ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
            return new(Database, schema, Fold(name.Name));
        throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
            $"Model {name} is in database {name.Database}, but the session is connected to {Database}.",
            $"Leave the database out, or connect to {name.Database}.");
    }
}
