using SqlInference.Engines.DuckDb;
using SqlInference.Language;

namespace SqlInference.Service.Embedded;

/// <summary>
/// Redshift reads a forecast by <c>SELECT FORECAST(model)</c>, whose model is a name and not a value: no query has room for that. So where it
/// is a statement, or the end of one such as <c>CREATE TABLE t AS</c>, it stands for <c>SELECT * FROM forecast('model')</c>.
/// </summary>
public static class ForecastSelect
{
    const string Function = "FORECAST";

    /// <summary>The query that the engine understands; all other statements stay what they are.</summary>
    public static string Rewrite(string statement)
    {
        if (!statement.Contains(Function, StringComparison.OrdinalIgnoreCase))
            return statement;
        for (var token = Next(statement, 0); token.Kind != TokenKind.End; token = Next(statement, token.End))
        {
            if (token.IsWord(statement, "SELECT") && ModelAtEnd(statement, token.End) is { } model)
                return $"{statement[..token.Start]}SELECT * FROM forecast({SqlText.Literal(model)})";
        }

        return statement;
    }

    /// <summary>The model, where nothing follows but its forecast; null otherwise.</summary>
    static string? ModelAtEnd(string statement, int at)
    {
        if (!Take().IsWord(statement, Function) || !Take().IsSymbol(statement, '('))
            return null;
        var model = "";
        var token = Take();
        for (; token.Kind is TokenKind.Word or TokenKind.QuotedIdentifier; token = Take())
        {
            model += token.In(statement).ToString();
            token = Take();
            if (!token.IsSymbol(statement, '.'))
                break;
            model += '.';
        }

        var isAll = model.Length > 0 && !model.EndsWith('.') && token.IsSymbol(statement, ')') && Take() is var last && (last.IsSymbol(statement, ';') ? Take() : last).Kind == TokenKind.End;
        return isAll ? model : null;

        Token Take()
        {
            var next = Next(statement, at);
            at = next.End;
            return next;
        }
    }

    static Token Next(string statement, int at) => SqlLexer.Next(statement, at, SqlDialect.Embedded);
}
