namespace SqlInference.Training.Automatic;

/// <summary>The time that training may take.</summary>
sealed class Deadline(TimeSpan atMost, TimeProvider clock)
{
    readonly long _start = clock.GetTimestamp();

    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public TimeSpan Left => atMost > Elapsed ? atMost - Elapsed : TimeSpan.Zero;

    public TimeProvider Clock => clock;
}
