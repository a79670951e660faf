using System.Globalization;
using System.Text;
using SqlInference.Language;

namespace SqlInference.Sidecar.Statements;

/// <summary>The parameters in a statement's text.</summary>
static class Parameters
{
    /// <summary>Writes the types of parameters behind them: <c>$1</c> becomes <c>($1::INTEGER)</c>.</summary>
    /// <param name="types">Null for those that stay as they are.</param>
    public static string Cast(string text, IReadOnlyList<string?> types)
    {
        if (types.All(type => type is null))
            return text;
        var result = new StringBuilder();
        var copied = 0;
        for (var token = SqlLexer.Next(text, 0, SqlDialect.Embedded); token.Kind != TokenKind.End; token = SqlLexer.Next(text, token.End, SqlDialect.Embedded))
        {
            if (!token.IsSymbol(text, '$') && !(token.Kind == TokenKind.Word && text[token.Start] == '$'))
                continue;
            var end = token.Start + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            if (!int.TryParse(text.AsSpan(token.Start + 1, end - token.Start - 1), CultureInfo.InvariantCulture, out var number)
                || number < 1 || number > types.Count || types[number - 1] is not { } type)
            {
                continue;
            }

            result.Append(text, copied, token.Start - copied).Append(CultureInfo.InvariantCulture, $"(${number}::{type})");
            copied = end;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }
}
