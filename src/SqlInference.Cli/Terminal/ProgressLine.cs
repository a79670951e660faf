using System.Diagnostics;
using System.Globalization;

namespace SqlInference.Cli.Terminal;

/// <summary>
/// A bar on the terminal for what takes longer than half a second, or just the time where nobody knows how far it is;
/// gone when the statement ends.
/// </summary>
sealed class ProgressLine : IDisposable
{
    const int Cells = 30;
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    readonly UserConsole _console;
    readonly Func<double?> _queryFraction;
    readonly Stopwatch _watch = Stopwatch.StartNew();
    readonly Timer _timer;
    readonly Lock _drawing = new();
    (string What, double Fraction)? _reported;
    bool _ended;

    /// <param name="queryFraction">How far the query under way has come; null where that is not known. Asked from another thread.</param>
    public ProgressLine(UserConsole console, Func<double?> queryFraction)
    {
        _console = console;
        _queryFraction = queryFraction;
        _timer = new(_ => Draw());
        if (console.ErrorIsTerminal)
            _timer.Change(Patience, Redraw);
    }

    /// <summary>Training and the like say themselves how far they are.</summary>
    public void Report(string what, double fraction)
    {
        lock (_drawing)
            _reported = (what, fraction);
    }

    /// <summary>What was reported is over, and the statement goes on.</summary>
    public void EndReport()
    {
        lock (_drawing)
            _reported = null;
    }

    public void Dispose()
    {
        lock (_drawing)
            _ended = true;
        _timer.Dispose();
        _console.EraseProgress();
    }

    void Draw()
    {
        lock (_drawing)
        {
            if (_ended)
                return;
            if (_reported is var (what, fraction))
                _console.ShowProgress(Bar(what, fraction));
            else if (_queryFraction() is { } done)
                _console.ShowProgress(Bar("Running", done));
            else
                _console.ShowProgress(string.Create(CultureInfo.InvariantCulture, $"Running for {_watch.Elapsed.TotalSeconds:0} s"));
        }
    }

    static string Bar(string what, double fraction)
    {
        fraction = Math.Clamp(fraction, 0, 1);
        var full = (int)(fraction * Cells);
        return string.Create(CultureInfo.InvariantCulture, $"{what} [{new string('=', full)}{new string(' ', Cells - full)}] {100 * fraction,3:0}%");
    }
}
