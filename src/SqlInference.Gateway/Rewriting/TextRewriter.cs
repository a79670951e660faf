using System.Text;
using SqlInference.Language;

namespace SqlInference.Gateway.Rewriting;

/// <summary>
/// Puts PostgreSQL's words in the place of statements about models, and leaves all else as it is, byte for byte. Texts are read as
/// Latin 1, whatever their encoding: what tells statements apart is ASCII in all of them.
/// </summary>
static class TextRewriter
{
    /// <param name="queryOf">Asks for the query that answers for a USING FUNCTION; null where that has failed and the client was told.</param>
    /// <returns>Null where nothing is about models. Its text is null where <paramref name="queryOf"/> gave none.</returns>
    public static async ValueTask<RewrittenText?> RewriteAsync(ReadOnlyMemory<byte> text, Func<string, ValueTask<string?>> queryOf)
    {
        var script = Encoding.Latin1.GetString(text.Span);
        var statements = ScriptSplitter.Split(script, SqlDialect.PostgreSql);
        if (!statements.Any(statement => StatementRewriter.IsOurs(statement.Kind)))
            return null;
        var (rewritten, end) = (new StringBuilder(), 0);
        foreach (var statement in statements)
        {
            if (!StatementRewriter.IsOurs(statement.Kind))
                continue;
            var own = statement.In(script).ToString();
            var ends = own.EndsWith(';');
            var body = ends ? own[..^1] : own;
            var replaced = statement.Kind == StatementKind.UsingFunction ? await queryOf(body).ConfigureAwait(false) : StatementRewriter.Rewrite(body, statement.Kind);
            if (replaced is null)
                return new(null, []);
            rewritten.Append(script, end, statement.Start - end).Append(replaced).Append(ends ? ";" : "");
            end = statement.End;
        }

        rewritten.Append(script, end, script.Length - end);
        return new(rewritten.ToString(), [.. statements.Select(statement => StatementRewriter.TagOf(statement.Kind))]);
    }
}
