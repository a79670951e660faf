using System.Diagnostics;
using System.Text;

namespace SqlInference.Cli.Tests;

/// <summary>The shell on a pseudo terminal, which <c>script</c> of util-linux makes.</summary>
sealed class TerminalShell : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _screen = new();
    readonly Thread _reader;
    int _seen;

    public TerminalShell(CommandUnderTest command)
    {
        var start = new ProcessStartInfo("/usr/bin/script", ["-q", "-e", "-c", $"'{CommandUnderTest.Executable}' shell", "/dev/null"])
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        _process = Process.Start(start)!;
        _reader = new(Read) { IsBackground = true };
        _reader.Start();
    }

    public void Send(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until the terminal shows the text, after what was waited for before.</summary>
    public void Expect(string text)
    {
        var watch = Stopwatch.StartNew();
        lock (_screen)
        {
            int found;
            while ((found = _screen.ToString().IndexOf(text, _seen, StringComparison.Ordinal)) < 0)
            {
                if (!Monitor.Wait(_screen, Patience) || watch.Elapsed > Patience)
                    Assert.Fail($"'{text}' did not appear after:\n{_screen.ToString(_seen, _screen.Length - _seen)}");
            }

            _seen = found + text.Length;
        }
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(Patience), "The shell did not end.");
        return _process.ExitCode;
    }

    void Read()
    {
        var buffer = new char[4096];
        for (int count; (count = _process.StandardOutput.Read(buffer)) > 0;)
        {
            lock (_screen)
            {
                _screen.Append(buffer, 0, count);
                Monitor.PulseAll(_screen);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
