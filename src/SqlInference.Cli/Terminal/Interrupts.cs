using System.Runtime.InteropServices;

namespace SqlInference.Cli.Terminal;

/// <summary>
/// Signals as cancellation. The first Ctrl-C cancels the statement under way, the second one while it is still being
/// cancelled ends the process; SIGTERM and SIGHUP cancel it and let the process end in order.
/// </summary>
sealed class Interrupts : IDisposable
{
    /// <summary>The exit code after Ctrl-C, as shells know it.</summary>
    public const int Interrupted = 130;

    readonly bool _interruptEnds;
    readonly Lock _gate = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    CancellationTokenSource? _statement;
    bool _heard;
    int? _endingWith;

    /// <param name="interruptEnds">Whether Ctrl-C ends the process, rather than the statement alone.</param>
    public Interrupts(bool interruptEnds)
    {
        _interruptEnds = interruptEnds;
        foreach (var (signal, exitCode) in new[] { (PosixSignal.SIGINT, Interrupted), (PosixSignal.SIGTERM, 143), (PosixSignal.SIGHUP, 129) })
            _registrations.Add(PosixSignalRegistration.Create(signal, context => Hear(context, exitCode)));
    }

    /// <summary>The exit code with which the process was told to end; null as long as it was not.</summary>
    public int? EndingWith
    {
        get
        {
            lock (_gate)
                return _endingWith;
        }
    }

    /// <summary>A token for one statement. It is cancelled already if the process is to end.</summary>
    public CancellationToken Begin()
    {
        lock (_gate)
        {
            _statement = new();
            _heard = false;
            if (_endingWith != null)
                _statement.Cancel();
            return _statement.Token;
        }
    }

    public void End()
    {
        lock (_gate)
            _statement = null;
    }

    void Hear(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        CancellationTokenSource? statement;
        lock (_gate)
        {
            if (exitCode == Interrupted && _heard)
                LibC.ExitNow(Interrupted);
            _heard = true;
            if (_interruptEnds || exitCode != Interrupted)
                _endingWith ??= exitCode;
            statement = _statement;
        }

        // Outside the lock: models and database hear of it within this call.
        statement?.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
