namespace SqlInference.Catalog;

/// <summary>What a pending statement says, and what its session was told to do.</summary>
public sealed record PendingDocument
{
    /// <summary>Printed canonically.</summary>
    public required string Statement { get; init; }

    /// <summary>What it says when it is done: <c>DROP MODEL</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The kind of database that the session is in.</summary>
    public required string Engine { get; init; }

    public required IReadOnlyList<string> SearchPath { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    public bool IsAdmin { get; init; }

    public bool MayCreate { get; init; }

    /// <summary>Definitions for the session to run.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    public string? Query { get; init; }

    public IReadOnlyList<string> Notices { get; init; } = [];
}
