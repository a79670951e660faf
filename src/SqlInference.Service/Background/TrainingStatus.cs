namespace SqlInference.Service.Background;

/// <summary>Where a training stands.</summary>
/// <param name="Progress">From 0 to 1.</param>
public sealed record TrainingStatus(TrainingPhase Phase, double Progress)
{
    /// <summary>As SHOW MODEL says it.</summary>
    public string What => Phase switch
    {
        TrainingPhase.ReadingRows => "reading rows",
        TrainingPhase.Queued => "queued",
        _ => "training",
    };
}
