using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SqlInference.Server.Hosting.LocalSockets;

/// <summary>A connected socket as the C library has it: .NET's own calls either block whoever sends or wake a thread that we do not need.</summary>
sealed partial class LocalSocket(Socket socket) : IDisposable
{
    const int DontWait = 0x40;
    const int NoSignal = 0x4000;
    const uint BytesAvailable = 0x541B;
    const short Readable = 1;
    const short HungUp = 0x2000;
    const int Again = 11;
    const int Interrupted = 4;

    readonly SafeSocketHandle _handle = socket.SafeHandle;

    /// <summary>How many bytes can be received at once; 0 also where the other side has closed the connection.</summary>
    public unsafe int Available
    {
        get
        {
            int count;
            return GetStatus(_handle, BytesAvailable, &count) == 0 ? count : 0;
        }
    }

    /// <summary>Whether the other side sends no more.</summary>
    public bool HasHungUp => Poll(HungUp, milliseconds: 0);

    /// <summary>Sleeps until there are bytes, or the connection has ended.</summary>
    public void Wait()
    {
        while (!Poll(Readable, milliseconds: -1))
        {
        }
    }

    /// <returns>How many bytes; 0 at the end, -1 where there are none yet.</returns>
    public unsafe int Receive(Span<byte> to)
    {
        fixed (byte* bytes = to)
        {
            var received = Receive(_handle, bytes, to.Length, DontWait);
            if (received >= 0)
                return (int)received;
        }

        return WouldBlock() ? -1 : throw new SocketException(Marshal.GetLastPInvokeError());
    }

    /// <summary>Sends it all; where the other side does not read, later.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> from)
    {
        while (!from.IsEmpty)
        {
            var sent = Send(from.Span);
            if (sent < 0)
                return SendLaterAsync(from);
            from = from[sent..];
        }

        return default;
    }

    public void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was first.
        }
    }

    public void Dispose() => socket.Dispose();

    async ValueTask SendLaterAsync(ReadOnlyMemory<byte> from)
    {
        while (!from.IsEmpty)
            from = from[await socket.SendAsync(from).ConfigureAwait(false)..];
    }

    unsafe int Send(ReadOnlySpan<byte> from)
    {
        fixed (byte* bytes = from)
        {
            var sent = Send(_handle, bytes, from.Length, DontWait | NoSignal);
            if (sent >= 0)
                return (int)sent;
        }

        return WouldBlock() ? -1 : throw new SocketException(Marshal.GetLastPInvokeError());
    }

    unsafe bool Poll(short events, int milliseconds)
    {
        var added = false;
        _handle.DangerousAddRef(ref added);
        try
        {
            var watched = new PolledFile { File = (int)_handle.DangerousGetHandle(), Events = events };
            return Poll(&watched, 1, milliseconds) > 0;
        }
        finally
        {
            _handle.DangerousRelease();
        }
    }

    static bool WouldBlock() => Marshal.GetLastPInvokeError() is Again or Interrupted;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int GetStatus(SafeSocketHandle socket, nuint request, int* value);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(PolledFile* files, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(SafeSocketHandle socket, byte* to, nint room, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(SafeSocketHandle socket, byte* from, nint length, int flags);

    struct PolledFile
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
