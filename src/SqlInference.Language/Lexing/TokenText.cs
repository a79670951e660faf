using System.Globalization;
using System.Text;

namespace SqlInference.Language;

/// <summary>What a quoted token says once its quotes and escapes are gone.</summary>
public static class TokenText
{
    /// <summary>The value of a closed string, quoted identifier, word or number.</summary>
    public static string Value(ReadOnlySpan<char> text, Token token)
    {
        var raw = token.In(text);
        switch (token.Kind)
        {
            case TokenKind.String:
                return Unquote(raw[(raw.IndexOf('\'') + 1)..^1], '\'');
            case TokenKind.QuotedIdentifier:
                return Unquote(raw[1..^1], raw[0] == '[' ? ']' : '"');
            case TokenKind.EscapeString:
                return Unescape(raw[2..^1]);
            case TokenKind.DollarString:
                var tagLength = SqlLexer.DollarTagLength(raw, 0);
                return raw[tagLength..^tagLength].ToString();
            default:
                return raw.ToString();
        }
    }

    static string Unquote(ReadOnlySpan<char> body, char quote)
    {
        var value = body.ToString();
        return body.Contains(quote) ? value.Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal) : value;
    }

    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
    static string Unescape(ReadOnlySpan<char> body)
    {
        var value = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] == '\'')
                i++;
            if (body[i] != '\\' || i + 1 == body.Length)
            {
                value.Append(body[i]);
                continue;
            }

            i++;
            var digits = body[i] switch
            {
                'x' => Run(body[(i + 1)..], 2, char.IsAsciiHexDigit),
                'u' => Run(body[(i + 1)..], 4, char.IsAsciiHexDigit),
                'U' => Run(body[(i + 1)..], 8, char.IsAsciiHexDigit),
                >= '0' and <= '7' => Run(body[i..], 3, c => c is >= '0' and <= '7'),
                _ => 0,
            };
            if (digits == 0)
            {
                value.Append(body[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
                continue;
            }

            var octal = char.IsAsciiDigit(body[i]);
            var number = body.Slice(octal ? i : i + 1, digits);
            var code = octal ? FromOctal(number) : int.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            value.Append(Rune.IsValid(code) ? new Rune(code).ToString() : Rune.ReplacementChar.ToString());
            i += octal ? digits - 1 : digits;
        }

        return value.ToString();
    }

    static int Run(ReadOnlySpan<char> text, int most, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < most && length < text.Length && belongs(text[length]))
            length++;
        return length;
    }

    static int FromOctal(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = value * 8 + digit - '0';
        return value;
    }
}
