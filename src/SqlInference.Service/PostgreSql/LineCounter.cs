namespace SqlInference.Service.PostgreSql;

/// <summary>Leaves the lines at the head of a text out and counts the others; a line break within quotes ends none.</summary>
/// <param name="skip">How many lines at the head are no data. Quotes mean nothing in them.</param>
sealed class LineCounter(int skip, bool hasQuotes)
{
    int _skip = skip;
    bool _quoted;

    public long Count { get; private set; }

    /// <summary>Whether the last line lacks its end.</summary>
    public bool EndsWithinLine { get; private set; }

    /// <summary>The part of the bytes that is data.</summary>
    public ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes)
    {
        while (_skip > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
                return [];
            bytes = bytes[(end + 1)..];
            _skip--;
        }

        foreach (var c in bytes)
        {
            if (!EndsWithinLine)
                Count++;
            EndsWithinLine = true;
            if (c == '"' && hasQuotes)
                _quoted = !_quoted;
            else if (c == '\n' && !_quoted)
                EndsWithinLine = false;
        }

        return bytes;
    }
}
