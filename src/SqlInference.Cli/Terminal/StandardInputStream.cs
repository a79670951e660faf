using System.Runtime.InteropServices;

namespace SqlInference.Cli.Terminal;

/// <summary>Standard input that stops waiting when the process is told to end.</summary>
/// <exception cref="OperationCanceledException">The process was told to end while it was waiting.</exception>
sealed unsafe class StandardInputStream(Interrupts interrupts) : Stream
{
    const int LookUpEveryMs = 50;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            while (!WaitForInput(LookUpEveryMs))
            {
                if (interrupts.EndingWith != null)
                    throw new OperationCanceledException("Told to end while waiting for input.");
            }

            nint count;
            fixed (byte* start = buffer)
                count = LibC.Read(LibC.StandardInput, start, buffer.Length);
            if (count >= 0)
                return (int)count;
            if (Marshal.GetLastPInvokeError() is not (LibC.EINTR or LibC.EAGAIN))
                throw new IOException($"Standard input cannot be read: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>Whether there is something to read, the end of the input included, within this time.</summary>
    public static bool WaitForInput(int milliseconds)
    {
        var descriptor = new LibC.PollDescriptor { Descriptor = LibC.StandardInput, Events = LibC.POLLIN };
        return LibC.Poll(&descriptor, 1, milliseconds) > 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
