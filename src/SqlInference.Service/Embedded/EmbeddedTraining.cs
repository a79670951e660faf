using SqlInference.Service.Background;
using SqlInference.Service.Sessions;

namespace SqlInference.Service.Embedded;

/// <summary>A model that this process trains.</summary>
sealed class EmbeddedTraining(BackgroundTraining training, string? function) : ISessionTraining
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public string Model => training.Model.ToString();

    public string? Function => function;

    public (string What, double Progress) Status => training.Status is { Phase: TrainingPhase.Training } status
        ? ($"Training {Model}", status.Progress)
        : ($"Waiting to train {Model}", 0);

    public bool WasTakenBack => training.WasTakenBack;

    public bool WaitABit(CancellationToken cancellation) => training.Ended.Wait((int)Moment.TotalMilliseconds, cancellation);

    public void ThrowIfFailed() => training.ThrowIfFailed();

    public void GiveUp()
    {
        training.Stop(new OperationCanceledException("it was cancelled"));
        training.Ended.Wait();
    }
}
