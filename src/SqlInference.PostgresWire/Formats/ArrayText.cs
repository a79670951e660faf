using System.Buffers;
using System.Text;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Formats;

/// <summary>Arrays as text: <c>{1,NULL,"a b"}</c>.</summary>
public static class ArrayText
{
    static readonly SearchValues<byte> Special = SearchValues.Create("{}\",\\ \t\n\r\v\f"u8);

    public static bool NeedsQuotes(ReadOnlySpan<byte> element) =>
        element.IsEmpty || element.ContainsAny(Special) || Ascii.EqualsIgnoreCase(element, "NULL"u8);

    /// <summary>Writes an element in quotes into at most twice its length and two bytes more; answers how many.</summary>
    public static int WriteQuoted(ReadOnlySpan<byte> element, Span<byte> output)
    {
        var at = 0;
        output[at++] = (byte)'"';
        foreach (var b in element)
        {
            if (b is (byte)'"' or (byte)'\\')
                output[at++] = (byte)'\\';
            output[at++] = b;
        }

        output[at++] = (byte)'"';
        return at;
    }

    /// <summary>The elements of an array of one dimension; null for NULL.</summary>
    public static IReadOnlyList<string?> Read(string text)
    {
        var elements = new List<string?>();
        var at = Blanks(text, 0);
        if (at >= text.Length || text[at++] != '{')
            throw Malformed(text, "it has to begin with \"{\"");
        at = Blanks(text, at);
        if (at < text.Length && text[at] == '}')
            return End(text, at + 1, elements);
        while (true)
        {
            elements.Add(Element(text, ref at));
            at = Blanks(text, at);
            if (at >= text.Length)
                throw Malformed(text, "it has no end");
            switch (text[at++])
            {
                case '}': return End(text, at, elements);
                case ',': at = Blanks(text, at); break;
                default: throw Malformed(text, "something stands between two elements");
            }
        }
    }

    static List<string?> End(string text, int at, List<string?> elements) =>
        Blanks(text, at) == text.Length ? elements : throw Malformed(text, "something stands after its end");

    static string? Element(string text, ref int at)
    {
        if (at < text.Length && text[at] == '{')
            throw new WireException(SqlStates.FeatureNotSupported, "arrays of more than one dimension are not supported");
        var element = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '"';
        if (isQuoted)
            at++;
        for (; ; at++)
        {
            if (at >= text.Length)
                throw Malformed(text, "it has no end");
            var c = text[at];
            if (c == '\\' && at + 1 < text.Length)
            {
                element.Append(text[++at]);
            }
            else if (isQuoted && c == '"')
            {
                at++;
                return element.ToString();
            }
            else if (!isQuoted && c is (',' or '}'))
            {
                break;
            }
            else if (!isQuoted && c is ('"' or '{'))
            {
                throw Malformed(text, "an element holds what has to be quoted");
            }
            else
            {
                element.Append(c);
            }
        }

        var bare = element.ToString().TrimEnd();
        if (bare.Length == 0)
            throw Malformed(text, "an element is missing");
        return bare.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : bare;
    }

    static int Blanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    static WireException Malformed(string text, string why)
    {
        const int Enough = 60;
        return new(SqlStates.InvalidTextRepresentation, $"malformed array literal: \"{(text.Length > Enough ? text[..Enough] + "…" : text)}\": {why}");
    }
}
