using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SqlInference.Server.Access;
using SqlInference.Server.Configuration;
using SqlInference.Service;
using SqlInference.TestKit;

namespace SqlInference.Server.Tests.Access;

/// <summary>A server that looks at signatures, with one endpoint for the owner of the key and one for nobody else.</summary>
public sealed class SignedPlace : IAsyncLifetime
{
    const string Path = "/endpoints/linear/invocations";

    internal ServerPlace Place { get; } = new();

    internal ManualTime Time { get; } = new();

    public async Task InitializeAsync()
    {
        Place.Sql($"""
            CREATE MODEL linear FROM '{ServerPlace.Onnx("linear")}' FUNCTION linear(a real, b real, c real) RETURNS real;
            CREATE MODEL hidden FROM '{ServerPlace.Onnx("linear")}' FUNCTION hidden(a real, b real, c real) RETURNS real;
            CREATE ENDPOINT 'linear' FOR MODEL linear;
            CREATE ENDPOINT 'hidden' FOR MODEL hidden;
            GRANT EXECUTE ON MODEL linear TO {FixedSigningKeys.Owner};
            """);
        await Place.StartAsync(new ServerOptions { Listen = [ServerPlace.Loopback], SigningKeys = new FixedSigningKeys() }, new ServiceOptions { Time = Time });
        Place.AddFarEndpoint();
    }

    public async Task DisposeAsync() => await Place.DisposeAsync();

    /// <summary>A signed request to the endpoint, which <paramref name="afterwards"/> may change once it is signed.</summary>
    public async Task<(int Status, string? Error, string Body)> SendAsync(
        string secret = FixedSigningKeys.Secret, string id = FixedSigningKeys.Id, TimeSpan late = default, string service = "sagemaker", Action<HttpRequestMessage>? afterwards = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent("1,2,3"u8.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var moment = (Time.GetUtcNow() - late).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new HeaderDictionary { ["Host"] = Place.Address.Authority, ["Content-Type"] = "text/csv", ["X-Amz-Date"] = moment };
        string[] signed = ["content-type", "host", "x-amz-date"];
        var canonical = SigV4Request.Canonical("POST", Path, headers, signed, Convert.ToHexStringLower(SHA256.HashData("1,2,3"u8)));
        var signature = Convert.ToHexStringLower(SigV4Request.Signature(secret, moment[..8], "eu-central-1", service, moment, canonical));
        request.Headers.Add("X-Amz-Date", moment);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"AWS4-HMAC-SHA256 Credential={id}/{moment[..8]}/eu-central-1/{service}/aws4_request, SignedHeaders={string.Join(';', signed)}, Signature={signature}");
        afterwards?.Invoke(request);

        using var answer = await Place.Client.SendAsync(request);
        var error = answer.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.Single() : null;
        return ((int)answer.StatusCode, error, await answer.Content.ReadAsStringAsync());
    }
}
