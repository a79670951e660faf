using SqlInference.Language;

namespace SqlInference.Service.Sessions;

/// <summary>The names that a statement mentions, as far as its words tell.</summary>
sealed class StatementNames
{
    const string CatalogSchema = "sqlinference";

    readonly HashSet<string> _called = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _quoted = new(StringComparer.OrdinalIgnoreCase);

    StatementNames()
    {
    }

    /// <summary>It reads the catalog's views.</summary>
    public bool ReadsCatalog => _named.Contains(CatalogSchema);

    public static StatementNames Of(string sql, SqlDialect dialect)
    {
        var names = new StatementNames();
        for (var token = SqlLexer.Next(sql, 0, dialect); token.Kind != TokenKind.End; token = SqlLexer.Next(sql, token.End, dialect))
            names.Add(sql, token, dialect);
        return names;
    }

    public bool Calls(string function) => _called.Contains(function);

    public bool Names(string model) => _named.Contains(model);

    /// <summary>Within a text, as functions take the names of models.</summary>
    public bool Quotes(string model) => _quoted.Contains(model);

    void Add(string sql, Token token, SqlDialect dialect)
    {
        if (!token.IsClosed)
            return;
        switch (token.Kind)
        {
            case TokenKind.Word or TokenKind.QuotedIdentifier:
                var name = TokenText.Value(sql, token);
                _named.Add(name);
                if (SqlLexer.Next(sql, token.End, dialect).IsSymbol(sql, '('))
                    _called.Add(name);
                break;
            case TokenKind.String or TokenKind.EscapeString or TokenKind.DollarString:
                var text = TokenText.Value(sql, token);
                _quoted.Add(text[(text.LastIndexOf('.') + 1)..].Trim('"'));
                break;
        }
    }
}
