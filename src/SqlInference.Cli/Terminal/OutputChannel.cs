using System.Runtime.InteropServices;
using SqlInference.Errors;

namespace SqlInference.Cli.Terminal;

/// <summary>Standard output or error: writes everything, or says that nobody is reading.</summary>
sealed unsafe class OutputChannel(int descriptor)
{
    const int UntilThereIsRoom = -1;

    public bool IsTerminal { get; } = LibC.IsATerminal(descriptor) == 1;

    /// <summary>Cells in a line of the terminal; null where it is none or does not tell.</summary>
    public int? Columns =>
        IsTerminal && LibC.GetWindowSize(descriptor, LibC.TIOCGWINSZ, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var written = 0; written < bytes.Length;)
            {
                var count = LibC.Write(descriptor, start + written, bytes.Length - written);
                if (count >= 0)
                    written += (int)count;
                else
                    Recover(Marshal.GetLastPInvokeError());
            }
        }
    }

    void Recover(int error)
    {
        switch (error)
        {
            case LibC.EINTR:
                break;
            case LibC.EAGAIN:
                var waiting = new LibC.PollDescriptor { Descriptor = descriptor, Events = LibC.POLLOUT };
                _ = LibC.Poll(&waiting, 1, UntilThereIsRoom);
                break;
            case LibC.EPIPE:
                throw new OutputClosedException();
            case LibC.ENOSPC or LibC.EDQUOT:
                throw new SqlInferenceException(ErrorConditions.DiskFull,
                    $"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.", "Free space where the output goes, then run the statement again.");
            default:
                throw new IOException($"The output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }
}
