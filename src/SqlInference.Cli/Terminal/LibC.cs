using System.Runtime.InteropServices;

namespace SqlInference.Cli.Terminal;

/// <summary>
/// The little of the C library that .NET's Console hides: it swallows writes to a closed pipe, and reads keys only
/// after it has switched the terminal's keypad mode.
/// </summary>
static unsafe partial class LibC
{
    public const int StandardInput = 0;
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENOSPC = 28;
    public const int EPIPE = 32;
    public const int EDQUOT = 122;

    public const short POLLIN = 1;
    public const short POLLOUT = 4;

    public const int TCSADRAIN = 1;
    public const nuint TIOCGWINSZ = 0x5413;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary><c>struct termios</c>, which we only hand back and forth; no platform's is larger.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct TerminalSettings;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsATerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    public static partial int GetWindowSize(int descriptor, nuint request, out WindowSize size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    public static partial int GetTerminalSettings(int descriptor, out TerminalSettings settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    public static partial int SetTerminalSettings(int descriptor, int when, in TerminalSettings settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    public static partial void MakeRaw(ref TerminalSettings settings);

    /// <summary>Ends the process without running anything more in it.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int status);
}
