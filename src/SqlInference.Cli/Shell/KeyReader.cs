using System.Buffers;
using System.Text;
using SqlInference.Cli.Terminal;

namespace SqlInference.Cli.Shell;

/// <summary>Makes keys of what a terminal in raw mode sends: UTF-8, control characters and escape sequences.</summary>
sealed class KeyReader(Stream input)
{
    const byte Escape = 0x1B;
    const byte Delete = 0x7F;

    // A sequence comes in one go; what comes later is a key of its own.
    const int WithinSequenceMs = 30;

    static readonly Dictionary<string, KeyKind> Sequences = new()
    {
        ["[A"] = KeyKind.Up,
        ["OA"] = KeyKind.Up,
        ["[B"] = KeyKind.Down,
        ["OB"] = KeyKind.Down,
        ["[C"] = KeyKind.Right,
        ["OC"] = KeyKind.Right,
        ["[D"] = KeyKind.Left,
        ["OD"] = KeyKind.Left,
        ["[H"] = KeyKind.LineStart,
        ["OH"] = KeyKind.LineStart,
        ["[1~"] = KeyKind.LineStart,
        ["[7~"] = KeyKind.LineStart,
        ["[F"] = KeyKind.LineEnd,
        ["OF"] = KeyKind.LineEnd,
        ["[4~"] = KeyKind.LineEnd,
        ["[8~"] = KeyKind.LineEnd,
        ["[3~"] = KeyKind.Delete,
        ["[1;5C"] = KeyKind.WordRight,
        ["[1;3C"] = KeyKind.WordRight,
        ["f"] = KeyKind.WordRight,
        ["[1;5D"] = KeyKind.WordLeft,
        ["[1;3D"] = KeyKind.WordLeft,
        ["b"] = KeyKind.WordLeft,
        ["[200~"] = KeyKind.PasteStart,
        ["[201~"] = KeyKind.PasteEnd,
    };

    readonly byte[] _bytes = new byte[4096];
    int _start;
    int _end;

    /// <summary>Whether more is at hand, so that drawing the line can wait.</summary>
    public bool HasMore => _start < _end || StandardInputStream.WaitForInput(0);

    public Key Read()
    {
        if (!TryNext(out var first))
            return new(KeyKind.End);
        return first switch
        {
            (byte)'\r' or (byte)'\n' => new(KeyKind.Enter),
            (byte)'\t' => new(KeyKind.Text, "\t"),
            Delete or 0x08 => new(KeyKind.Backspace),
            Escape => ReadSequence(),
            < 0x20 => Key.Control((char)(first + '@')),
            _ => new(KeyKind.Text, ReadCharacter(first)),
        };
    }

    Key ReadSequence()
    {
        var sequence = new StringBuilder();
        while (HasMoreWithin(WithinSequenceMs) && TryNext(out var next))
        {
            sequence.Append((char)next);
            // ESC [ parameters final, ESC O final, or ESC and a letter.
            var ends = sequence[0] switch { '[' => sequence.Length > 1 && next is >= 0x40 and <= 0x7E, 'O' => sequence.Length > 1, _ => true };
            if (ends)
                break;
        }

        return new(Sequences.GetValueOrDefault(sequence.ToString(), KeyKind.Unknown));
    }

    string ReadCharacter(byte first)
    {
        Span<byte> utf8 = [first, 0, 0, 0];
        var length = 1;
        while (Rune.DecodeFromUtf8(utf8[..length], out var rune, out _) is var status && length < 4)
        {
            if (status == OperationStatus.Done)
                return rune.ToString();
            if (status == OperationStatus.InvalidData || !TryNext(out utf8[length++]))
                break;
        }

        return Encoding.UTF8.GetString(utf8[..length]);
    }

    bool HasMoreWithin(int milliseconds) => _start < _end || StandardInputStream.WaitForInput(milliseconds);

    bool TryNext(out byte next)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = input.Read(_bytes);
        }

        next = _end == 0 ? (byte)0 : _bytes[_start];
        return _start++ < _end;
    }
}
