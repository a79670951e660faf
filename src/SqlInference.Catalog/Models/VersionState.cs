namespace SqlInference.Catalog;

/// <summary>The life of one version.</summary>
public enum VersionState
{
    /// <summary>Being made by the process that holds its lease.</summary>
    Pending,

    /// <summary>The one that serves.</summary>
    Ready,

    /// <summary>Never served.</summary>
    Failed,

    /// <summary>Served before; may serve again (ALTER MODEL … USE VERSION).</summary>
    Retired,
}
