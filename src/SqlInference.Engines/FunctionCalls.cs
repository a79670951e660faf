using System.Text;
using SqlInference.Language;

namespace SqlInference.Engines;

/// <summary>Calls of functions in a query, as far as its words tell.</summary>
static class FunctionCalls
{
    /// <summary>Writes calls without a schema by other names.</summary>
    /// <param name="rename">What to write in the place of a name that is called; null for the name as it is.</param>
    public static string Rename(string query, SqlDialect dialect, Func<Token, string?> rename)
    {
        var renamed = new StringBuilder(query.Length + 32);
        var (copied, afterPoint) = (0, false);
        for (var token = Next(0); token.Kind != TokenKind.End; token = Next(token.End))
        {
            if (!afterPoint && token is { IsClosed: true, Kind: TokenKind.Word or TokenKind.QuotedIdentifier }
                && Next(token.End).IsSymbol(query, '(') && rename(token) is { } name)
            {
                renamed.Append(query, copied, token.Start - copied).Append(name);
                copied = token.End;
            }

            afterPoint = token.IsSymbol(query, '.');
        }

        return renamed.Append(query, copied, query.Length - copied).ToString();

        Token Next(int position) => SqlLexer.Next(query, position, dialect);
    }
}
