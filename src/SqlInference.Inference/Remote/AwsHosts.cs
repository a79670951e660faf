using System.Buffers;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote;

/// <summary>The addresses of Amazon's own services, for allow-lists and for endpoints without a URL.</summary>
public static class AwsHosts
{
    static readonly SearchValues<char> InRegionNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static Uri SageMaker(string region) => Address("runtime.sagemaker", region);

    public static Uri Lambda(string region) => Address("lambda", region);

    static Uri Address(string service, string region)
    {
        // The region becomes part of a host name: nothing in it may end the name early.
        if (region.Length is 0 or > 32 || region.AsSpan().ContainsAnyExcept(InRegionNames))
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue, $"'{Sanitised.Text(region)}' is not the name of an AWS region.",
                "Name a region such as 'eu-west-1'.");
        }

        var domain = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return new($"https://{service}.{region}.{domain}");
    }
}
