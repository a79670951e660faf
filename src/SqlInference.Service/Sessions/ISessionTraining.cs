namespace SqlInference.Service.Sessions;

/// <summary>A model in training, as the session that began it waits for it.</summary>
interface ISessionTraining
{
    /// <summary>As statements name it: schema and name.</summary>
    string Model { get; }

    string? Function { get; }

    /// <summary>What is being done for it, and how far that is.</summary>
    (string What, double Progress) Status { get; }

    /// <summary>Waits for a moment; true: the training is over.</summary>
    bool WaitABit(CancellationToken cancellation);

    /// <summary>It is over because the model was dropped or the training stopped, which is no failure.</summary>
    bool WasTakenBack { get; }

    /// <summary>Throws why there is no model.</summary>
    void ThrowIfFailed();

    /// <summary>It is not waited for any more: stops it where this process trains, or says that it goes on.</summary>
    void GiveUp();
}
