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

        public string Run()
        {
            for (var token = Next(0); token.Kind != TokenKind.End; token = Next(token.End))
            {
                if (token.IsWord(text, "pg_catalog") && Next(token.End) is var dot && dot.IsSymbol(text, '.'))
                    token = Replace(token.Start, dot, "");
                else if (token.IsWord(text, "OPERATOR") && Next(token.End).IsSymbol(text, '('))
                    token = Operator(token);
                else if (token.IsWord(text, "COLLATE"))
                    token = Collation(token);
                else if (token.Kind == TokenKind.String)
                    token = RelationName(token);
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
