namespace SqlInference.Language;

/// <summary>The role for endpoints and files on AWS.</summary>
/// <param name="Arn">Null for <c>IAM_ROLE default</c>.</param>
public sealed record IamRole(string? Arn)
{
    public static readonly IamRole Default = new((string?)null);

    public override string ToString() => Arn is null ? "default" : StatementPrinter.Quote(Arn);
}
