namespace SqlInference.Catalog;

/// <summary>A new access key with its secret, which no command shows again.</summary>
public sealed record CreatedAccessKey(AccessKeyRecord Record, string Secret)
{
    public override string ToString() => Record.ToString();
}
