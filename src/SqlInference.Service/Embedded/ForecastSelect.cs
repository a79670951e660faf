using SqlInference.Engines.DuckDb;
using SqlInference.Language;

namespace SqlInference.Service.Embedded;

/// <summary>
/// Redshift reads a forecast by <c>SELECT FORECAST(model)</c>, whose model is a name and not a value: no query has room for that, so the
/// statement as a whole stands for <c>SELECT * FROM forecast('model')</c>.
/// </summary>
public static class ForecastSelect
{
    /// <summary>The query that the engine understands; all other statements stay what they are.</summary>
    public static string Rewrite(string statement)
    {
        var at = 0;
        if (!Next().IsWord(statement, "SELECT") || !Next().IsWord(statement, "FORECAST") || !Next().IsSymbol(statement, '('))
            return statement;
        var model = "";
        var token = Next();
        for (; token.Kind is TokenKind.Word or TokenKind.QuotedIdentifier; token = Next())
        {
            model += token.In(statement).ToString();
            token = Next();
            if (!token.IsSymbol(statement, '.'))
                break;
            model += '.';
        }

        var isAll = model.Length > 0 && !model.EndsWith('.') && token.IsSymbol(statement, ')') && Next() is var last && (last.IsSymbol(statement, ';') ? Next() : last).Kind == TokenKind.End;
        return isAll ? $"SELECT * FROM forecast({SqlText.Literal(model)})" : statement;

        Token Next()
        {
            var next = SqlLexer.Next(statement, at, SqlDialect.Embedded);
            at = next.End;
            return next;
        }
    }
}
