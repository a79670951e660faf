using System.Text;
using SqlInference.Engines.DuckDb;
using SqlInference.Language;
using SqlInference.PostgresWire.Formats;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>
/// Writes what PostgreSQL's clients ask of its system catalogs as the engine understands it. Names lose their schema, so that
/// the search path finds ours before the engine's own; operators and collations lose theirs; names of relations become numbers.
/// </summary>
static class CatalogRewriter
{
    static readonly string[] Signs = ["pg_", "regclass", "bytea", "OPERATOR", "COLLATE", "}'::"];

    static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Columns that PostgreSQL writes as numbers with blanks between them, and not as arrays.</summary>
    static readonly HashSet<string> Vectors = new(StringComparer.OrdinalIgnoreCase) { "indkey", "indoption", "indclass", "indcollation" };

    /// <summary>Columns that are arrays.</summary>
    static readonly HashSet<string> Keys = new(StringComparer.OrdinalIgnoreCase) { "conkey", "confkey" };

    static readonly HashSet<string> Collations = new(StringComparer.OrdinalIgnoreCase) { "default", "C", "POSIX", "ucs_basic" };

    public static string Rewrite(string text) => Signs.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)) ? new Pass(text).Run() : text;

    ref struct Pass(string text)
    {
        readonly StringBuilder _output = new();
        int _copied;
        bool _isAfterMatch;
        bool _isAfterFrom;

        public string Run()
        {
            for (var token = Next(0); token.Kind != TokenKind.End; token = Next(token.End))
            {
                if (Next(token.End) is var dot && dot.IsSymbol(text, '.')
                    && (token.IsWord(text, "pg_catalog") || (token.IsWord(text, "information_schema") && Next(dot.End).IsWord(text, "_pg_expandarray"))))
                {
                    token = Replace(token.Start, dot, "");
                    continue;
                }

                if (token.IsWord(text, "OPERATOR") && Next(token.End).IsSymbol(text, '('))
                    token = Operator(token);
                else if (token.IsWord(text, "COLLATE"))
                    token = Collation(token);
                else if (token.Kind == TokenKind.String)
                    token = _isAfterMatch ? Pattern(token) : Literal(token);
                else if (token.Kind == TokenKind.EscapeString)
                    token = Literal(token);
                else if (_isAfterFrom && token.IsWord(text, "generate_series"))
                    token = Series(token);
                else if (token.IsWord(text, "json_build_object"))
                    token = Replace(token.Start, token, "json_object");
                else if (token.Kind == TokenKind.Word)
                    token = Vector(token);
                _isAfterFrom = token.IsWord(text, "FROM");
                _isAfterMatch = token.IsSymbol(text, '~') || (token.IsSymbol(text, ')') && text[token.Start - 1] == '~');
            }

            return _output.Append(text, _copied, text.Length - _copied).ToString();
        }

        /// <summary><c>OPERATOR(pg_catalog.~)</c> is <c>~</c>.</summary>
        Token Operator(Token word)
        {
            var start = SkipSchema(Next(Next(word.End).End));
            var last = start;
            while (last.Kind == TokenKind.Symbol && !last.IsSymbol(text, ')'))
                last = Next(last.End);
            return last.IsSymbol(text, ')') ? Replace(word.Start, last, text[start.Start..last.Start]) : word;
        }

        Token Collation(Token word)
        {
            var name = SkipSchema(Next(word.End));
            return Collations.Contains(name.In(text).Trim('"').ToString()) ? Replace(word.Start, name, "") : word;
        }

        /// <summary>The alias of a series is its one column too.</summary>
        Token Series(Token function)
        {
            var (token, depth) = (Next(function.End), 0);
            for (; token.Kind != TokenKind.End; token = Next(token.End))
            {
                depth += token.IsSymbol(text, '(') ? 1 : token.IsSymbol(text, ')') ? -1 : 0;
                if (depth == 0)
                    break;
            }

            var alias = Next(token.End);
            if (alias.IsWord(text, "AS"))
                alias = Next(alias.End);
            if (alias.Kind != TokenKind.Word || Next(alias.End).IsSymbol(text, '('))
                return function;
            return Replace(function.Start, alias, $"{Rewrite(text[function.Start..alias.End])}({alias.In(text)})");
        }

        /// <summary>The engine's <c>~</c> wants the whole text to match, PostgreSQL's any part of it.</summary>
        Token Pattern(Token pattern)
        {
            var regex = text.AsSpan(pattern.Start + 1, pattern.Length - 2);
            return Replace(pattern.Start, pattern, $"'{(regex.StartsWith("^") ? "" : ".*")}{regex}{(regex.EndsWith("$") ? "" : ".*")}'");
        }

        /// <summary>
        /// <c>i.indkey::varchar</c> is <c>array_to_string(i.indkey, ' ')</c>, and <c>a.attnum = ANY(i.indkey)</c>, which the engine takes for a
        /// subquery, <c>list_contains(i.indkey, a.attnum)</c>.
        /// </summary>
        Token Vector(Token first)
        {
            var name = LastOf(first);
            var next = Next(name.End);
            if (Vectors.Contains(name.In(text).ToString()) && CastOf(name) is var type && (type.IsWord(text, "varchar") || type.IsWord(text, "text")))
                return Replace(first.Start, type, $"array_to_string({text[first.Start..name.End]}, ' ')");
            if (!next.IsSymbol(text, '=') || Next(next.End) is var any && !any.IsWord(text, "ANY") || Next(Next(next.End).End) is var open && !open.IsSymbol(text, '('))
                return first;
            var list = Next(Next(Next(next.End).End).End);
            var last = LastOf(list);
            var close = Next(last.End);
            return close.IsSymbol(text, ')') && (Vectors.Contains(last.In(text).ToString()) || Keys.Contains(last.In(text).ToString()))
                ? Replace(first.Start, close, $"list_contains({text[list.Start..last.End]}, {text[first.Start..name.End]})")
                : first;
        }

        /// <summary>The last part of a name with a schema or a table before it.</summary>
        readonly Token LastOf(Token first) => Next(first.End) is var dot && dot.IsSymbol(text, '.') ? Next(dot.End) : first;

        /// <summary>The type that something is cast to by <c>::</c> right after it; the token there if there is no cast.</summary>
        readonly Token CastOf(Token value)
        {
            var first = Next(value.End);
            var second = Next(first.End);
            return first.IsSymbol(text, ':') && second.IsSymbol(text, ':') ? SkipSchema(Next(second.End)) : first;
        }

        /// <summary><c>'{1,2}'::integer[]</c> is <c>['1', '2']::integer[]</c>.</summary>
        readonly bool IsArray(Token type)
        {
            // Types may be of several words, and have numbers in parentheses.
            while (type.Kind is TokenKind.Word or TokenKind.Number || type.IsSymbol(text, '(') || type.IsSymbol(text, ')') || type.IsSymbol(text, ','))
                type = Next(type.End);
            return type.IsSymbol(text, '[') && Next(type.End).IsSymbol(text, ']');
        }

        /// <summary><c>'t'::regclass</c> is the number of t, and <c>'\x00ff'::bytea</c> two bytes, not what the engine makes of it.</summary>
        Token Literal(Token literal)
        {
            var type = CastOf(literal);
            if (type.IsWord(text, "regclass"))
                return Replace(literal.Start, type, $"relation_oid({literal.In(text)})");
            if (literal.In(text).StartsWith("'{") && IsArray(type) && text[literal.End] == ':')
            {
                var elements = ArrayText.Read(literal.In(text)[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal));
                return Replace(literal.Start, literal, $"[{string.Join(", ", elements.Select(element => element is null ? "NULL" : SqlText.Literal(element)))}]");
            }

            if (type.IsWord(text, "bytea") && Hexadecimal(literal) is { } digits)
                return Replace(literal.Start, type, $"from_hex('{digits}')");
            return literal;
        }

        /// <summary>The digits of <c>'\x00ff'</c>, also where the backslash is doubled in <c>E''</c>.</summary>
        readonly string? Hexadecimal(Token literal)
        {
            var inside = literal.In(text)[(literal.Kind == TokenKind.EscapeString ? 2 : 1)..^1];
            var prefix = literal.Kind == TokenKind.EscapeString ? @"\\x" : @"\x";
            return inside.StartsWith(prefix) && inside.Length % 2 == prefix.Length % 2 && inside[prefix.Length..].ContainsAnyExcept(HexDigits) is false ? inside[prefix.Length..].ToString() : null;
        }

        readonly Token SkipSchema(Token token) =>
            token.IsWord(text, "pg_catalog") && Next(token.End) is var dot && dot.IsSymbol(text, '.') ? Next(dot.End) : token;

        /// <summary>Puts something in the place of all from <paramref name="start"/> to the end of a token, and answers that token.</summary>
        Token Replace(int start, Token last, string replacement)
        {
            _output.Append(text, _copied, start - _copied).Append(replacement);
            _copied = last.End;
            return last;
        }

        readonly Token Next(int position) => SqlLexer.Next(text, position, SqlDialect.Embedded);
    }
}
