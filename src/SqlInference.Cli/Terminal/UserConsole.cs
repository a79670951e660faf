using System.Text;

namespace SqlInference.Cli.Terminal;

/// <summary>
/// Results on standard output, everything else on standard error, and the progress line that may share a terminal with
/// both. Thread-safe but for <see cref="Out"/>, which belongs to the thread that runs statements.
/// </summary>
sealed class UserConsole
{
    readonly OutputChannel _output = new(LibC.StandardOutput);
    readonly OutputChannel _error = new(LibC.StandardError);
    readonly Lock _gate = new();
    bool _progressShown;

    public UserConsole()
    {
        Out = new(WriteOut);
        var plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb";
        OutHasColour = _output.IsTerminal && !plain;
        ErrorHasColour = _error.IsTerminal && !plain;
    }

    public OutputBuffer Out { get; }

    public bool OutIsTerminal => _output.IsTerminal;

    public bool ErrorIsTerminal => _error.IsTerminal;

    public bool OutHasColour { get; }

    public bool ErrorHasColour { get; }

    public int Columns => _output.Columns ?? _error.Columns ?? 80;

    /// <summary>Writes lines to standard error. That it may be closed is no reason to fail.</summary>
    public void Tell(string lines) => WriteError($"{lines}\n");

    public void Notice(string text) => Tell($"notice: {text}");

    /// <summary>Writes to standard output at once, as a prompt needs it.</summary>
    public void Print(string text)
    {
        Out.Append(text);
        Out.Flush();
    }

    /// <summary>Replaces the progress line.</summary>
    public void ShowProgress(string line)
    {
        lock (_gate)
        {
            WriteQuietly($"\r{line}\e[K");
            _progressShown = true;
        }
    }

    public void EraseProgress()
    {
        lock (_gate)
            EraseLocked();
    }

    void WriteOut(ReadOnlyMemory<byte> bytes)
    {
        // A reader who stops reading must stop us alone, not the thread that draws progress: no lock while writing.
        EraseProgress();
        _output.Write(bytes.Span);
    }

    void WriteError(string text)
    {
        lock (_gate)
        {
            EraseLocked();
            WriteQuietly(text);
        }
    }

    void EraseLocked()
    {
        if (_progressShown)
            WriteQuietly("\r\e[K");
        _progressShown = false;
    }

    void WriteQuietly(string text)
    {
        try
        {
            _error.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // There is nowhere left to say so.
        }
    }
}
