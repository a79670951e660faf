using System.Buffers;

namespace SqlInference.Inference.Formats;

/// <summary>
/// Reads comma-separated fields out of UTF-8 text as RFC 4180 has them: quoted fields may hold commas, line breaks and
/// doubled quotes; a line ends with LF or CRLF. The text may come in blocks. Blanks are part of a field: whoever wants
/// a number trims them. An empty line is a row with one empty field; a line break at the end of the text starts no row.
/// </summary>
/// <param name="block">The text, or the next part of it: what the reader before left over, followed by what has come since.</param>
/// <param name="isFinal">False where more text may follow.</param>
/// <param name="midRow"><see cref="MidRow"/> of the reader of the block before.</param>
public ref struct CsvFields(ReadOnlySpan<byte> block, bool isFinal = true, bool midRow = false)
{
    static readonly SearchValues<byte> Ends = SearchValues.Create(",\n"u8);

    readonly ReadOnlySpan<byte> _block = block;
    int _position;

    /// <summary>The field as it stands in the text, without the quotes around it; doubled quotes are still doubled.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>An empty field in quotes is an empty text; one without is NULL.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>True where <see cref="Raw"/> is not the value yet: see <see cref="Unescape"/>.</summary>
    public bool HasDoubledQuotes { get; private set; }

    /// <summary>True for the last field of a row.</summary>
    public bool EndsRow { get; private set; }

    /// <summary>True where the last field read does not end its row.</summary>
    public bool MidRow { get; private set; } = midRow;

    /// <summary>How many bytes of the block have been read as whole fields.</summary>
    public readonly int Consumed => _position;

    public readonly bool IsNull => Raw.IsEmpty && !IsQuoted;

    public CsvStatus Read()
    {
        var rest = _block[_position..];
        if (rest.IsEmpty)
            return ReadAtEnd();
        return rest[0] == '"' ? ReadQuoted(rest) : ReadBare(rest);
    }

    /// <summary>The value of the field, its doubled quotes made single, in <paramref name="scratch"/> where it had any.</summary>
    public readonly ReadOnlySpan<byte> Unescape(ref byte[] scratch)
    {
        if (!HasDoubledQuotes)
            return Raw;
        if (scratch.Length < Raw.Length)
            scratch = new byte[Math.Max(Raw.Length, 2 * scratch.Length)];

        var rest = Raw;
        var length = 0;
        for (int quote; (quote = rest.IndexOf((byte)'"')) >= 0; rest = rest[Math.Min(rest.Length, quote + 2)..])
        {
            rest[..(quote + 1)].CopyTo(scratch.AsSpan(length));
            length += quote + 1;
        }

        rest.CopyTo(scratch.AsSpan(length));
        return scratch.AsSpan(0, length + rest.Length);
    }

    /// <summary>Behind a comma there is always one more field, even with nothing in it.</summary>
    CsvStatus ReadAtEnd()
    {
        if (!isFinal)
            return CsvStatus.NeedMore;
        return MidRow ? Give(default, quoted: false, next: _position, endsRow: true) : CsvStatus.End;
    }

    CsvStatus ReadBare(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny(Ends);
        if (end < 0)
            return isFinal ? Give(rest, quoted: false, _block.Length, endsRow: true) : CsvStatus.NeedMore;
        var endsRow = rest[end] == '\n';
        var raw = rest[..end];
        if (endsRow && end > 0 && raw[^1] == '\r')
            raw = raw[..^1];
        return Give(raw, quoted: false, _position + end + 1, endsRow);
    }

    CsvStatus ReadQuoted(ReadOnlySpan<byte> rest)
    {
        var close = ClosingQuote(rest, out var doubled);
        if (close < 0 || (close == rest.Length - 1 && !isFinal))
            return isFinal ? CsvStatus.UnclosedQuote : CsvStatus.NeedMore;

        var end = close + 1;
        while (end < rest.Length && rest[end] is (byte)' ' or (byte)'\t')
            end++;
        if (end < rest.Length && rest[end] == '\r' && (end + 1 < rest.Length ? rest[end + 1] == '\n' : !isFinal))
            end++;
        HasDoubledQuotes = doubled;
        if (end == rest.Length)
            return isFinal ? Give(rest[1..close], quoted: true, _block.Length, endsRow: true) : CsvStatus.NeedMore;
        return rest[end] is (byte)',' or (byte)'\n'
            ? Give(rest[1..close], quoted: true, _position + end + 1, rest[end] == '\n')
            : CsvStatus.TextAfterQuote;
    }

    /// <summary>Where the quote stands that is not doubled; -1 where there is none.</summary>
    static int ClosingQuote(ReadOnlySpan<byte> rest, out bool doubled)
    {
        doubled = false;
        for (var at = 1; ;)
        {
            var quote = rest[at..].IndexOf((byte)'"');
            if (quote < 0)
                return -1;
            at += quote;
            if (at + 1 >= rest.Length || rest[at + 1] != '"')
                return at;
            doubled = true;
            at += 2;
        }
    }

    CsvStatus Give(ReadOnlySpan<byte> raw, bool quoted, int next, bool endsRow)
    {
        Raw = raw;
        IsQuoted = quoted;
        HasDoubledQuotes &= quoted;
        EndsRow = endsRow;
        MidRow = !endsRow;
        _position = next;
        return CsvStatus.Field;
    }
}
