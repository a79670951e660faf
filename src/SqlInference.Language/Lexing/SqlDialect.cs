namespace SqlInference.Language;

/// <summary>Where the host databases differ in how text becomes tokens and scripts become statements.</summary>
public sealed record SqlDialect
{
    /// <summary>The embedded engine (DuckDB).</summary>
    public static readonly SqlDialect Embedded = new()
    {
        Name = "embedded",
        HasDollarQuotes = true,
        HasEscapeStrings = true,
    };

    public static readonly SqlDialect PostgreSql = new()
    {
        Name = "PostgreSQL",
        HasDollarQuotes = true,
        HasEscapeStrings = true,
        HasAtomicBodies = true,
        Folding = IdentifierFolding.Lower,
    };

    public static readonly SqlDialect SqlServer = new()
    {
        Name = "SQL Server",
        HasBracketIdentifiers = true,
        HasBatches = true,
        GoEndsBatch = true,
        HasOwnModels = true,
    };

    public required string Name { get; init; }

    /// <summary><c>$tag$ … $tag$</c> is a string.</summary>
    public bool HasDollarQuotes { get; init; }

    /// <summary>In <c>E'…'</c> a backslash escapes the quote.</summary>
    public bool HasEscapeStrings { get; init; }

    /// <summary><c>[…]</c> is a quoted identifier, and words may hold <c>@</c> and <c>#</c>.</summary>
    public bool HasBracketIdentifiers { get; init; }

    /// <summary>Functions may have a body <c>BEGIN ATOMIC … END</c>, whose semicolons end no statement.</summary>
    public bool HasAtomicBodies { get; init; }

    /// <summary>
    /// Statements share variables within a batch, and a procedure reaches to the end of its batch; so neighbouring
    /// statements that are not ours stay together.
    /// </summary>
    public bool HasBatches { get; init; }

    /// <summary>A line holding only <c>GO</c> ends statement and batch.</summary>
    public bool GoEndsBatch { get; init; }

    /// <summary>
    /// The host has <c>CREATE ENDPOINT name</c> and <c>CREATE EXTERNAL MODEL name WITH …</c> of its own, which stay its own.
    /// </summary>
    public bool HasOwnModels { get; init; }

    public IdentifierFolding Folding { get; init; }

    public override string ToString() => Name;
}
