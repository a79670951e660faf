namespace SqlInference.Service.Hosting;

/// <summary>A name that clients ask for, and what they are answered with.</summary>
sealed class PublishedEntry
{
    /// <summary>Held while the catalog is asked about this name, and by nobody who asks for another.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Null until it was found, and once it is gone.</summary>
    public Sighting? Last
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>When it was last asked for, in ticks of the clock.</summary>
    public long LastUsed { get; set; }

    /// <summary>The version that takes over as soon as it is in memory.</summary>
    public PublishedModel? Successor { get; set; }

    /// <summary>What the catalog said, and how many of its changes were known of then.</summary>
    public sealed record Sighting(PublishedModel Model, long Changes);
}
