namespace SqlInference.Catalog;

/// <summary>A new token with its text, which nobody can ask for again.</summary>
public sealed record CreatedToken(TokenRecord Record, string Text)
{
    public override string ToString() => Record.ToString();
}
