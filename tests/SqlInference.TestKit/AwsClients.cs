namespace SqlInference.TestKit;

/// <summary>The AWS command and boto3 as Debian packages them.</summary>
static class AwsClients
{
    /// <summary>Null where both are there.</summary>
    public static string? WhyNot { get; } =
        Prerequisites.Try("needs Debian's packages awscli and python3-boto3", "/usr/bin/python3", "-c", "import boto3")
        ?? (File.Exists("/usr/bin/aws") ? null : "needs Debian's package awscli");
}
