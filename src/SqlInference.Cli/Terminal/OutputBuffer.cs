using System.Buffers;
using System.Text;

namespace SqlInference.Cli.Terminal;

/// <summary>UTF-8 on its way to standard output. Its owner flushes it at the ends of lines only.</summary>
sealed class OutputBuffer(Action<ReadOnlyMemory<byte>> write) : IBufferWriter<byte>
{
    const int Enough = 64 * 1024;

    readonly ArrayBufferWriter<byte> _bytes = new(2 * Enough);

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    public void Append(string text) => Encoding.UTF8.GetBytes(text, this);

    public void Append(char character, int count)
    {
        for (; count > 0; count--)
            Append((byte)character);
    }

    public void Append(byte ascii)
    {
        _bytes.GetSpan(1)[0] = ascii;
        _bytes.Advance(1);
    }

    /// <summary>To be called at the end of a line; passes on what has gathered if it is worth a system call.</summary>
    public void FlushIfFull()
    {
        if (_bytes.WrittenCount >= Enough)
            Flush();
    }

    public void Flush()
    {
        if (_bytes.WrittenCount == 0)
            return;
        try
        {
            write(_bytes.WrittenMemory);
        }
        finally
        {
            _bytes.ResetWrittenCount();
        }
    }
}
