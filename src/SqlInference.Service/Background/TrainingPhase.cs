namespace SqlInference.Service.Background;

/// <summary>What a training that is under way does.</summary>
public enum TrainingPhase
{
    ReadingRows,

    /// <summary>All rows are in; as many trainings run as may.</summary>
    Queued,

    Training,
}
