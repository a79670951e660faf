namespace SqlInference.Catalog;

/// <summary>How a catalog is opened.</summary>
public sealed record CatalogOptions
{
    /// <summary>The clock; null for that of the catalog's database, which all that share it have in common.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>How long a pending version outlives the last sign of its process.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an artifact may be without a version that refers to it.</summary>
    public TimeSpan OrphanGrace { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Told of every step; for tests that stop the process there.</summary>
    internal IStepObserver? Observer { get; init; }

    /// <summary>Who holds the leases of this catalog; another process's in tests.</summary>
    internal ProcessIdentity Process { get; init; } = ProcessIdentity.Current;
}
