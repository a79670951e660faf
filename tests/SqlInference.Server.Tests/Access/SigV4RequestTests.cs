using Microsoft.AspNetCore.Http;
using SqlInference.Server.Access;

namespace SqlInference.Server.Tests.Access;

/// <summary>The vectors that AWS published for Signature Version 4.</summary>
public sealed class SigV4RequestTests
{
    const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const string Moment = "20150830T123600Z";

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void Requests_of_the_test_suite_are_signed_as_published(string method, string target, string signature) =>
        Assert.Equal(signature, Sign("service", method, target, ["host", "x-amz-date"], [("Host", "example.amazonaws.com"), ("X-Amz-Date", Moment)]));

    [Fact]
    public void Blanks_in_headers_count_once() =>
        Assert.Equal("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736", Sign("service", "GET", "/", ["host", "my-header1", "my-header2", "x-amz-date"],
            [("Host", "example.amazonaws.com"), ("My-Header1", " value1"), ("My-Header2", " \"a   b   c\""), ("X-Amz-Date", Moment)]));

    [Fact]
    public void The_example_of_the_documentation_is_signed_as_published() =>
        Assert.Equal("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", Sign("iam", "GET", "/?Action=ListUsers&Version=2010-05-08",
            ["content-type", "host", "x-amz-date"],
            [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), ("Host", "iam.amazonaws.com"), ("X-Amz-Date", Moment)]));

    [Fact]
    public void What_is_encoded_in_the_path_is_encoded_once_more() =>
        Assert.StartsWith("POST\n/endpoints/my%2520ep/invocations\na=1&b=%20x\n",
            SigV4Request.Canonical("POST", "/endpoints/my%20ep/invocations?b=%20x&a=1", new HeaderDictionary(), [], EmptyHash), StringComparison.Ordinal);

    [Theory]
    [InlineData("AWS4-HMAC-SHA256")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20150830/eu/sagemaker, SignedHeaders=host, Signature=00")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20150830/eu/sagemaker/aws4_request, SignedHeaders=host, Signature=zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20151330/eu/sagemaker/aws4_request, SignedHeaders=host, Signature=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20150830/eu/sagemaker/aws4_request, SignedHeaders=ho\nst, Signature=0000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_not_a_signature_is_told(string header) => Assert.False(SigV4Authorization.TryParse(header, out _));

    static string Sign(string service, string method, string target, string[] signed, (string Name, string Value)[] values)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in values)
            headers.Append(name, value);
        var canonical = SigV4Request.Canonical(method, target, headers, signed, EmptyHash);
        return Convert.ToHexStringLower(SigV4Request.Signature(Secret, "20150830", "us-east-1", service, Moment, canonical));
    }
}
