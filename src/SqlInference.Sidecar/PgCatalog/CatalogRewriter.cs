using System.Text;
using SqlInference.Language;

namespace SqlInference.Sidecar.PgCatalog;

/// <summary>
/// Writes what PostgreSQL's clients ask of its system catalogs as the engine understands it. Names lose their schema, so that
/// the search path finds ours before the engine's own; operators and collations lose theirs; names of relations become numbers.
/// </summary>
static class CatalogRewriter
{
    static readonly string[] Signs = ["pg_", "regclass", "OPERATOR", "COLLATE"];

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
                    token = _isAfterMatch ? Pattern(token) : RelationName(token);
                else if (_isAfterFrom && token.IsWord(text, "generate_series"))
                    token = Series(token);
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

        /// <summary><c>'t'::regclass</c> is the number of t.</summary>
        Token RelationName(Token name)
        {
            var first = Next(name.End);
            var second = Next(first.End);
            if (!first.IsSymbol(text, ':') || !second.IsSymbol(text, ':'))
                return name;
            var type = SkipSchema(Next(second.End));
            return type.IsWord(text, "regclass") ? Replace(name.Start, type, $"relation_oid({name.In(text)})") : name;
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
