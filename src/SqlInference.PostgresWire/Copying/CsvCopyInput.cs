using System.Buffers;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Copying;

/// <summary>COPY's CSV: values in quotes may hold delimiters, line breaks and quotes, and are never NULL.</summary>
public sealed class CsvCopyInput(CopyOptions options) : CopyInput
{
    readonly byte[] _null = System.Text.Encoding.UTF8.GetBytes(options.NullText);
    readonly ArrayBufferWriter<byte> _field = new();
    bool _headerIsRead = !options.HasHeader;

    public override bool TryRead(List<CopyValue> row)
    {
        while (true)
        {
            row.Clear();
            var length = RowLength(Pending);
            if (length < 0 && (!IsComplete || Pending.IsEmpty))
                return false;
            var line = length < 0 ? Pending : Pending[..length];
            var next = length < 0 ? line.Length : length + 1;
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            var isOver = line.SequenceEqual("\\."u8);
            if (!isOver && _headerIsRead)
                Split(line, row);
            Consume(isOver ? Pending.Length : next);
            if (isOver)
                return false;
            if (_headerIsRead)
                return true;
            _headerIsRead = true;
        }
    }

    int RowLength(ReadOnlySpan<byte> text)
    {
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (isQuoted && text[at] == options.Escape && options.Escape != options.Quote)
            {
                at++;
            }
            else if (text[at] == options.Quote)
            {
                isQuoted = !isQuoted;
            }
            else if (text[at] == '\n' && !isQuoted)
            {
                return at;
            }
        }

        return isQuoted && IsComplete ? throw Malformed("unterminated CSV quoted field") : -1;
    }

    void Split(ReadOnlySpan<byte> line, List<CopyValue> row)
    {
        var at = 0;
        while (true)
        {
            row.Add(Field(line, ref at));
            if (at >= line.Length)
                return;
            at++;
        }
    }

    CopyValue Field(ReadOnlySpan<byte> line, ref int at)
    {
        _field.ResetWrittenCount();
        var wasQuoted = false;
        var isQuoted = false;
        for (; at < line.Length; at++)
        {
            var b = line[at];
            if (isQuoted && b == options.Escape && at + 1 < line.Length && (line[at + 1] == options.Quote || line[at + 1] == options.Escape))
            {
                _field.Write([line[++at]]);
            }
            else if (b == options.Quote)
            {
                isQuoted = !isQuoted;
                wasQuoted = true;
            }
            else if (b == options.Delimiter && !isQuoted)
            {
                break;
            }
            else
            {
                _field.Write([b]);
            }
        }

        return !wasQuoted && _field.WrittenSpan.SequenceEqual(_null) ? CopyValue.Null : new(PayloadReader.Text(_field.WrittenSpan));
    }
}
