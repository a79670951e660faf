using System.Runtime.InteropServices;

namespace SqlInference.Cli.Terminal;

/// <summary>SIGTERM and SIGINT as a task: a service ends in order. A second one ends it at once.</summary>
sealed class StopSignals : IDisposable
{
    readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];

    public Task Heard => _heard.Task;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    void Hear(PosixSignalContext context) => context.Cancel = _heard.TrySetResult();
}
