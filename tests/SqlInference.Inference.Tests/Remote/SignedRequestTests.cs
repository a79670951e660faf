using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote;
using SqlInference.Inference.Remote.Credentials;
using SqlInference.Inference.Tests.Scoring;
using static SqlInference.Inference.Tests.Remote.EndpointServer;

namespace SqlInference.Inference.Tests.Remote;

/// <summary>What AWS would receive: bytes, headers and a signature that its own rules accept.</summary>
public sealed class SignedRequestTests
{
    const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    static SigV4Credential Credential => new(new() { Keys = new AwsKeys("AKIDEXAMPLE", Secret) });

    [Fact]
    public void The_published_example_of_a_plain_get_has_the_published_signature()
    {
        var canonical = AwsSignature.CanonicalRequest("GET", "/", "", [new("host", "example.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], AwsSignature.HashOf([]));
        Assert.Equal("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            AwsSignature.Sign(canonical, Secret, "20150830T123600Z", "us-east-1", "service"));
    }

    [Fact]
    public void The_published_example_with_a_query_has_the_published_signature()
    {
        var canonical = AwsSignature.CanonicalRequest("GET", "/", "?Version=2010-05-08&Action=ListUsers",
            [new("content-type", "application/x-www-form-urlencoded; charset=utf-8"), new("host", "iam.amazonaws.com"), new("x-amz-date", "20150830T123600Z")], AwsSignature.HashOf([]));
        Assert.Equal("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            AwsSignature.Sign(canonical, Secret, "20150830T123600Z", "us-east-1", "iam"));
    }

    [Fact]
    public async Task SageMaker_gets_csv_lines_signed_for_the_endpoint()
    {
        await using var server = await StartAsync(Csv("0.5\n\n1.5\n"));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url, ElementType.Float64, ElementType.Float64, ElementType.Utf8) with
        {
            RemoteName = "my ep",
            InnerModel = "model-a.tar.gz",
            Region = "eu-west-1",
            Credential = Credential,
        };
        using var model = new RemoteModel(endpoint);
        Assert.Equal([0.5, null, 1.5], await model.NumbersAsync(Rows.Of(Rows.Doubles(1.25, null, 1e300), Rows.Texts("a,b", "say \"hi\"\n", ""))));

        var request = Assert.Single(server.Received);
        Assert.Equal("POST /endpoints/my%20ep/invocations", $"{request.Method} {request.Target}");
        Assert.Equal("1.25,\"a,b\"\n,\"say \"\"hi\"\"\n\"\n1E+300,\"\"\n", request.Text);
        Assert.Equal("text/csv", request["Content-Type"]);
        Assert.Equal("text/csv", request["Accept"]);
        Assert.Equal("model-a.tar.gz", request["X-Amzn-SageMaker-Target-Model"]);
        RequireSigned(request, "sagemaker", "accept;content-type;host;x-amz-date;x-amzn-sagemaker-target-model");
    }

    [Fact]
    public async Task Lambda_gets_the_contract_of_redshift_signed_for_the_function()
    {
        await using var server = await StartAsync(Json("""{"success":true,"num_records":2,"results":[0.5,null]}"""));
        var endpoint = RemoteModel.Endpoint(RemoteProtocol.Lambda, server.Url, ElementType.Float64, ElementType.Float64, ElementType.Utf8, ElementType.Boolean) with
        {
            RemoteName = "rate",
            Region = "eu-west-1",
            Credential = Credential,
            User = "ann",
            Database = "dev",
            Function = "public.rate",
        };
        using var model = new RemoteModel(endpoint);
        var flags = new ColumnBuffer();
        flags.Reset(ElementType.Boolean, 2);
        flags.Span<byte>()[0] = 1;
        flags.Span<byte>()[1] = 0;
        Assert.Equal([0.5, null], await model.NumbersAsync(Rows.Of(Rows.Doubles(1, null), Rows.Texts("é\"\n", null), flags)));

        var request = Assert.Single(server.Received);
        Assert.Equal("POST /2015-03-31/functions/rate/invocations", $"{request.Method} {request.Target}");
        Assert.Matches("""^\{"request_id":"[0-9a-f-]{36}","cluster":"sqlinference","user":"ann","database":"dev","external_function":"public.rate","query_id":1,"arguments":\[\[1,"é\\"\\n",true\],\[null,null,false\]\],"num_records":2\}$""", request.Text);
        RequireSigned(request, "lambda", "content-type;host;x-amz-date");
    }

    [Theory]
    [InlineData("""{"success":false,"error_msg":"model is gone"}""", "SI406: Endpoint 'scores' reported a failure: model is gone.")]
    [InlineData("""{"success":true,"results":[1]}""", "SI409: Endpoint 'scores' answered 1 value for 2 rows.")]
    [InlineData("""{"success":true,"results":[1,2,3]}""", "SI409: Endpoint 'scores' answered more than 2 values for 2 rows.")]
    [InlineData("""{"success":true}""", "SI409: Endpoint 'scores' answered an object without an array 'results'.")]
    [InlineData("""[1,2]""", "SI409: Endpoint 'scores' answered something else than an object with 'success' and 'results'.")]
    [InlineData("""{"success":true,"results":[1,""", "SI409: Endpoint 'scores' answered something that is not JSON: '{\"success\":true,\"results\":[1,'.")]
    public async Task What_a_lambda_function_gets_wrong_is_told(string body, string expected)
    {
        await using var server = await StartAsync(Json(body));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Lambda, server.Url));
        Assert.Equal(expected, await model.FailureAsync(Rows.Of(Rows.Doubles(1, 2))));
    }

    [Fact]
    public async Task A_lambda_function_that_throws_is_told()
    {
        await using var server = await StartAsync(Reply(200, "application/json", """{"errorMessage":"division by zero","errorType":"ZeroDivisionError"}""", ("X-Amz-Function-Error", "Unhandled")));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Lambda, server.Url));
        Assert.Equal("SI406: Endpoint 'scores' failed in its function: division by zero.", await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Fact]
    public async Task The_error_of_a_model_at_SageMaker_is_told_in_its_own_words()
    {
        await using var server = await StartAsync(Reply(424, "application/json",
            """{"Message":"Received client error (400) from primary.","OriginalStatusCode":400,"OriginalMessage":"could not parse the feature 'x'"}""", ("x-amzn-ErrorType", "ModelError:http://internal/")));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url));
        Assert.Equal("SI406: Endpoint 'scores' answered 424 ModelError: could not parse the feature 'x'.", await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Fact]
    public async Task Throttling_is_answered_with_patience()
    {
        await using var server = await StartAsync(Reply(400, "application/json", """{"__type":"com.amazon#ThrottlingException","message":"Rate exceeded"}"""), Csv("1\n"));
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url));
        Assert.Equal([1], await model.NumbersAsync(Rows.Of(Rows.Doubles(1))));
    }

    [Fact]
    public async Task Other_credentials_go_into_their_headers_and_nowhere_else()
    {
        foreach (var (credential, header, value) in new (IRequestCredential, string, string)[]
        {
            (new BearerCredential("s3cret"), "Authorization", "Bearer s3cret"),
            (new BasicCredential("ann", "s3cret"), "Authorization", "Basic YW5uOnMzY3JldA=="),
            (new HeaderCredential("x-api-key", "s3cret"), "x-api-key", "s3cret"),
        })
        {
            await using var server = await StartAsync(Reply(401, "text/plain", "who?"), Csv("1\n"));
            using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Credential = credential });
            Assert.DoesNotContain("s3cret", await model.FailureAsync(Rows.Of(Rows.Doubles(1))), StringComparison.Ordinal);
            Assert.Equal(value, server.Received[0][header]);
            Assert.DoesNotContain("s3cret", $"{credential} {model.Backend} {RemoteModel.Endpoint(RemoteProtocol.Csv, server.Url) with { Credential = credential }}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_secret_that_is_not_on_one_line_is_refused_without_being_shown()
    {
        var refusal = Assert.Throws<SqlInferenceException>(() => new BearerCredential("s3cret\n"));
        Assert.Equal("SI607: The token of a credential is not plain ASCII on one line.", $"{refusal.Condition.Code}: {refusal.Message}");
    }

    [Fact]
    public async Task Without_an_aws_identity_the_call_fails_and_says_so()
    {
        await using var server = await StartAsync(Csv("1\n"));
        using var credential = new SigV4Credential(new() { Profile = "no-such-profile", Region = "eu-west-1" });
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url) with { Credential = credential });
        Assert.Equal("SI406: No AWS identity could be had: there is no profile 'no-such-profile' in the AWS configuration files.", await model.FailureAsync(Rows.Of(Rows.Doubles(1))));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_role_is_taken_on_by_sts_once_and_signs_with_its_token()
    {
        await using var sts = await StartAsync(Reply(200, "text/xml", """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>rolesecret</SecretAccessKey><SessionToken>roletoken</SessionToken>
            <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """));
        await using var server = await StartAsync(Csv("1\n"));
        using var credential = new SigV4Credential(new()
        {
            Keys = new AwsKeys("AKIDEXAMPLE", Secret),
            RoleArn = "arn:aws:iam::123456789012:role/scorer",
            StsUrl = sts.Url,
            Region = "eu-west-1",
        });
        using var model = new RemoteModel(RemoteModel.Endpoint(RemoteProtocol.SageMaker, server.Url) with { Credential = credential });
        await model.NumbersAsync(Rows.Of(Rows.Doubles(1)));
        await model.NumbersAsync(Rows.Of(Rows.Doubles(1)));

        Assert.Contains("arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fscorer", Assert.Single(sts.Received).Text, StringComparison.Ordinal);
        Assert.All(server.Received, request => Assert.Equal("roletoken", request["X-Amz-Security-Token"]));
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=ASIAROLE/", server.Received[0]["Authorization"], StringComparison.Ordinal);
    }

    /// <summary>Signs what arrived once more and compares.</summary>
    static void RequireSigned(ReceivedRequest request, string service, string signedHeaders)
    {
        var timestamp = request["X-Amz-Date"];
        var headers = signedHeaders.Split(';').Select(name => KeyValuePair.Create(name, request[name]));
        var canonical = AwsSignature.CanonicalRequest(request.Method, request.Target, "", headers, AwsSignature.HashOf(request.Body));
        Assert.Equal($"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{AwsSignature.Scope(timestamp, "eu-west-1", service)}, SignedHeaders={signedHeaders}, " +
            $"Signature={AwsSignature.Sign(canonical, Secret, timestamp, "eu-west-1", service)}", request["Authorization"]);
        Assert.Equal(Encoding.UTF8.GetByteCount(request.Text).ToString(System.Globalization.CultureInfo.InvariantCulture), request["Content-Length"]);
    }
}
