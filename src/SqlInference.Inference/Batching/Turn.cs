namespace SqlInference.Inference.Batching;

/// <summary>When a request runs.</summary>
enum Turn
{
    /// <summary>At once: it has a place.</summary>
    Now,

    /// <summary>When others have run.</summary>
    Later,

    /// <summary>A little later, with what comes meanwhile: it has a place, and somebody has to run the queue from it.</summary>
    Gathered,

    /// <summary>In parts, each with a turn of its own.</summary>
    InSlices,
}
