namespace SqlInference.Service.Sessions;

/// <summary>What of a session's statements waits for the models that the session has in training.</summary>
public enum TrainingWait
{
    /// <summary>Whatever names such a model or calls its function, and the end of the session.</summary>
    Named,

    /// <summary>As <see cref="Named"/>, but SHOW MODEL tells how far the training is.</summary>
    Needed,

    /// <summary>Each CREATE MODEL, until its model is trained.</summary>
    Always,

    Never,
}
