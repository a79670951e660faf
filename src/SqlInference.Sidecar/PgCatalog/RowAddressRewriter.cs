using System.Text;
using SqlInference.Language;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>
/// Writes what postgres_fdw sends to change rows as the engine understands it: <c>ctid</c> is the number of a row in the form of an address, and
/// <c>FOR UPDATE</c> is left out, because writers do not wait here: the second of two that change a row is told so.
/// </summary>
static class RowAddressRewriter
{
    public static string Rewrite(string text) =>
        text.Contains("ctid", StringComparison.OrdinalIgnoreCase) || text.Contains("FOR ", StringComparison.OrdinalIgnoreCase) ? new Pass(text).Run() : text;

    ref struct Pass(string text)
    {
        readonly StringBuilder _output = new();
        int _copied;

        public string Run()
        {
            var depth = 0;
            for (var token = Next(0); token.Kind != TokenKind.End; token = Next(token.End))
            {
                depth += token.IsSymbol(text, '(') ? 1 : token.IsSymbol(text, ')') ? -1 : 0;
                if (token.Kind != TokenKind.Word)
                    continue;
                if (depth == 0 && token.IsWord(text, "FOR") && EndOfLock(token) is { } end)
                    token = Replace(token.Start, end, "");
                else if (Next(token.End) is var dot && dot.IsSymbol(text, '.') && Next(dot.End).IsWord(text, "ctid"))
                    token = Address(token, Next(dot.End), text[token.Start..dot.End]);
                else if (token.IsWord(text, "ctid"))
                    token = Address(token, token, "");
            }

            return _output.Append(text, _copied, text.Length - _copied).ToString();
        }

        /// <summary>A comparison with a value looks for the row by its number, which the engine finds at once.</summary>
        Token Address(Token first, Token ctid, string table)
        {
            var equals = Next(ctid.End);
            var value = Next(equals.End);
            if (!equals.IsSymbol(text, '='))
                return Replace(first.Start, ctid, $"row_address({table}rowid)");
            // A parameter is one token or two.
            var last = value.IsSymbol(text, '$') ? Next(value.End) : value;
            return value.Kind == TokenKind.String || text[value.Start] == '$'
                ? Replace(first.Start, last, $"{table}rowid = row_number_of({text[value.Start..last.End]})")
                : Replace(first.Start, ctid, $"row_address({table}rowid)");
        }

        /// <summary>The last token of FOR UPDATE, FOR NO KEY UPDATE, FOR SHARE or FOR KEY SHARE, with what may follow; null where that is not what this is.</summary>
        readonly Token? EndOfLock(Token token)
        {
            var last = Next(token.End);
            if (last.IsWord(text, "NO"))
                last = Next(last.End);
            if (last.IsWord(text, "KEY"))
                last = Next(last.End);
            if (!last.IsWord(text, "UPDATE") && !last.IsWord(text, "SHARE"))
                return null;
            for (var next = Next(last.End); next.Kind is TokenKind.Word or TokenKind.QuotedIdentifier || next.IsSymbol(text, ','); next = Next(next.End))
            {
                if (next.IsWord(text, "FOR") || next.IsWord(text, "LIMIT") || next.IsWord(text, "OFFSET"))
                    break;
                last = next;
            }

            return last;
        }

        Token Replace(int start, Token last, string replacement)
        {
            _output.Append(text, _copied, start - _copied).Append(replacement);
            _copied = last.End;
            return last;
        }

        readonly Token Next(int position) => SqlLexer.Next(text, position, SqlDialect.Embedded);
    }
}
