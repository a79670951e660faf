using System.Buffers;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Copying;

/// <summary>COPY's text format: a line a row, with backslashes before what would be misread.</summary>
public sealed class TextCopyInput(CopyOptions options) : CopyInput
{
    readonly byte[] _null = System.Text.Encoding.UTF8.GetBytes(options.NullText);
    readonly ArrayBufferWriter<byte> _field = new();
    bool _headerIsRead = !options.HasHeader;
    bool _isOver;

    public override bool TryRead(List<CopyValue> row)
    {
        row.Clear();
        while (!_isOver)
        {
            var line = Pending;
            var length = EndOfLine(line);
            if (length < 0 && (!IsComplete || line.IsEmpty))
                return false;
            var next = length < 0 ? line.Length : length + 1;
            line = length < 0 ? line : line[..length];
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (line.SequenceEqual("\\."u8))
            {
                _isOver = true;
                Consume(next);
                return false;
            }

            if (_headerIsRead)
            {
                Split(line, row);
                Consume(next);
                return true;
            }

            _headerIsRead = true;
            Consume(next);
        }

        Consume(Pending.Length);
        return false;
    }

    /// <summary>A line break after a backslash belongs to the value.</summary>
    static int EndOfLine(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var found = text[at..].IndexOfAny((byte)'\n', (byte)'\\');
            if (found < 0)
                return -1;
            at += found;
            if (text[at] == '\n')
                return at;
            at++;
        }

        return -1;
    }

    void Split(ReadOnlySpan<byte> line, List<CopyValue> row)
    {
        var start = 0;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == options.Delimiter)
            {
                row.Add(Value(line[start..at]));
                start = at + 1;
            }
        }

        row.Add(Value(line[start..]));
    }

    CopyValue Value(ReadOnlySpan<byte> field)
    {
        if (field.SequenceEqual(_null))
            return CopyValue.Null;
        if (!field.Contains((byte)'\\'))
            return new(PayloadReader.Text(field));
        _field.ResetWrittenCount();
        for (var at = 0; at < field.Length; at++)
        {
            var b = field[at];
            if (b == '\\' && at + 1 < field.Length)
                b = Escaped(field, ref at);
            _field.Write([b]);
        }

        return new(PayloadReader.Text(_field.WrittenSpan));
    }

    static byte Escaped(ReadOnlySpan<byte> field, ref int at)
    {
        var c = field[++at];
        switch ((char)c)
        {
            case 'b': return (byte)'\b';
            case 'f': return (byte)'\f';
            case 'n': return (byte)'\n';
            case 'r': return (byte)'\r';
            case 't': return (byte)'\t';
            case 'v': return (byte)'\v';
            case 'x' when at + 1 < field.Length && char.IsAsciiHexDigit((char)field[at + 1]): return Digits(field, ref at, 16, 2);
            case >= '0' and <= '7': at--; return Digits(field, ref at, 8, 3);
            default: return c;
        }
    }

    static byte Digits(ReadOnlySpan<byte> field, ref int at, int radix, int most)
    {
        var value = 0;
        for (; most > 0 && at + 1 < field.Length && IsDigit(field[at + 1], radix); most--)
            value = value * radix + Convert.ToInt32(((char)field[++at]).ToString(), 16);
        return (byte)value;
    }

    static bool IsDigit(byte c, int radix) => radix == 8 ? c is >= (byte)'0' and <= (byte)'7' : char.IsAsciiHexDigit((char)c);
}
