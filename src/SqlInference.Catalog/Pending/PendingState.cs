namespace SqlInference.Catalog;

/// <summary>Where a pending statement stands.</summary>
public enum PendingState
{
    /// <summary>Nothing has changed yet.</summary>
    Awaiting,

    /// <summary>Done, for good.</summary>
    Confirmed,

    Failed,

    /// <summary>As if it had never begun: its session said so, or was not heard of for as long as its lease.</summary>
    TakenBack,
}
