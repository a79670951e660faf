using System.Text;

namespace SqlInference.Language;

/// <summary>Prints a query as <c>SHOW MODEL</c> shows it: upper case outside quotes, one clause a line, no comments.</summary>
public static class QueryPrinter
{
    static readonly string[] JoinWords = ["NATURAL", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "SEMI", "ANTI", "ASOF", "OUTER"];
    static readonly string[] SetWords = ["UNION", "INTERSECT", "EXCEPT"];

    public static string Print(string query, SqlDialect? dialect = null) => string.Join('\n', Lines(query, dialect));

    /// <summary>The clauses. A line break inside quotes stays, so that a line may hold one.</summary>
    public static IReadOnlyList<string> Lines(string query, SqlDialect? dialect = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        var reader = new QueryReader(query, dialect ?? SqlDialect.PostgreSql);
        return reader.Read();
    }

    ref struct QueryReader(ReadOnlySpan<char> text, SqlDialect dialect)
    {
        readonly ReadOnlySpan<char> _text = text;
        readonly List<string> _lines = [];
        readonly StringBuilder _line = new();

        // The words JOIN belongs to a line that LEFT, INNER and so on have begun.
        bool _isJoinBegun;

        public List<string> Read()
        {
            var depth = 0;
            var previous = default(Token);
            for (var token = Next(0); token.Kind != TokenKind.End; token = Next(token.End))
            {
                if (depth == 0 && previous.Length > 0 && BeginsClause(token, previous))
                    EndLine();
                else if (_line.Length > 0 && token.Start > previous.End)
                    _line.Append(' ');
                Append(token);
                depth += token.IsSymbol(_text, '(') ? 1 : token.IsSymbol(_text, ')') && depth > 0 ? -1 : 0;
                previous = token;
            }

            EndLine();
            return _lines;
        }

        readonly Token Next(int position) => SqlLexer.Next(_text, position, dialect);

        readonly void Append(Token token)
        {
            if (token.Kind is TokenKind.Word or TokenKind.Number)
                _line.Append(token.In(_text).ToString().ToUpperInvariant());
            else
                _line.Append(token.In(_text));
        }

        readonly void EndLine()
        {
            if (_line.Length > 0)
                _lines.Add(_line.ToString());
            _line.Clear();
        }

        bool BeginsClause(Token token, Token previous)
        {
            if (token.Kind != TokenKind.Word || previous.IsSymbol(_text, '.'))
                return false;
            var next = Next(token.End);
            var word = token.In(_text).ToString().ToUpperInvariant();
            switch (word)
            {
                case "SELECT" or "WHERE" or "HAVING" or "QUALIFY" or "LIMIT":
                    return true;
                case "FROM":
                    return !previous.IsWord(_text, "DISTINCT");
                case "GROUP" or "ORDER":
                    return next.IsWord(_text, "BY");
                case "OFFSET":
                    return next.Kind == TokenKind.Number;
                case "FETCH":
                    return next.IsWord(_text, "FIRST") || next.IsWord(_text, "NEXT");
                case "WINDOW":
                    return next.Kind == TokenKind.Word && Next(next.End).IsWord(_text, "AS");
                case "JOIN":
                    var begins = !_isJoinBegun;
                    _isJoinBegun = false;
                    return begins;
                default:
                    return BeginsJoin(token, word) || (SetWords.Contains(word) && BeginsOperand(next));
            }
        }

        bool BeginsJoin(Token token, string word)
        {
            if (_isJoinBegun || !JoinWords.Contains(word))
                return false;
            var next = Next(token.End);
            while (next.Kind == TokenKind.Word && JoinWords.Contains(next.In(_text).ToString(), StringComparer.OrdinalIgnoreCase))
                next = Next(next.End);
            return _isJoinBegun = next.IsWord(_text, "JOIN");
        }

        readonly bool BeginsOperand(Token token) =>
            token.IsSymbol(_text, '(') || token.IsWord(_text, "SELECT") || token.IsWord(_text, "ALL")
            || token.IsWord(_text, "DISTINCT") || token.IsWord(_text, "VALUES") || token.IsWord(_text, "TABLE");
    }
}
