namespace SqlInference.Language;

/// <summary>A name as it was written, without its quotes.</summary>
public sealed record Identifier(string Text, bool IsQuoted = false)
{
    /// <summary>The longest name that all catalogs can hold.</summary>
    public const int MaxLength = 128;

    /// <summary>The name as the host stores it: quoted names stay as they are.</summary>
    public string Fold(IdentifierFolding folding) => IsQuoted ? Text : folding switch
    {
        // PostgreSQL in UTF-8 folds ASCII letters only.
        IdentifierFolding.Lower => string.Create(Text.Length, Text, (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }),
        IdentifierFolding.Upper => Text.ToUpperInvariant(),
        _ => Text,
    };

    /// <summary>As it is written in a statement.</summary>
    public override string ToString() => IsQuoted ? $"\"{Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : Text;
}
