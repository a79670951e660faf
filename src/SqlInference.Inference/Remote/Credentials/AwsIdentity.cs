using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using SqlInference.Errors;

namespace SqlInference.Inference.Remote.Credentials;

/// <summary>
/// The keys to sign with, found when they are first wanted and renewed before they expire. AWS's own library looks in the
/// usual places; what it does may wait for metadata services that are not there, so it runs beside the caller, who waits
/// for a limited time.
/// </summary>
sealed class AwsIdentity(SigV4Options options, TimeProvider time) : IDisposable
{
    static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>How long a failure is told again instead of asking again.</summary>
    static readonly TimeSpan FailureHolds = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim _gate = new(1, 1);
    AWSCredentials? _source;
    ImmutableCredentials? _seen;
    AwsKeys? _keys;
    DateTimeOffset _roleExpires;
    SqlInferenceException? _failure;
    DateTimeOffset _failedUntil;

    public async ValueTask<AwsKeys> GetKeysAsync(string region, CancellationToken cancellation)
    {
        if (options.Keys is { } own && options.RoleArn is null)
            return own;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            if (_failure != null && now < _failedUntil)
                throw _failure;
            if (options.RoleArn is not null && _keys != null && now < _roleExpires - RenewBefore)
                return _keys;
            return await FindAsync(region, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    async Task<AwsKeys> FindAsync(string region, CancellationToken cancellation)
    {
        try
        {
            var search = Task.Run(() => options.RoleArn is null ? FindSourceAsync() : AssumeRoleAsync(region), cancellation);
            _keys = await search.WaitAsync(options.ResolveTimeout, time, cancellation).ConfigureAwait(false);
            _failure = null;
            return _keys;
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or TimeoutException or HttpRequestException)
        {
            // A role that is still good for some minutes is used while STS cannot be reached.
            if (options.RoleArn is not null && _keys != null && time.GetUtcNow() < _roleExpires)
                return _keys;
            _failure = Failure(exception);
            _failedUntil = time.GetUtcNow() + FailureHolds;
            throw _failure;
        }
    }

    async Task<AwsKeys> FindSourceAsync()
    {
        var found = await Source().GetCredentialsAsync().ConfigureAwait(false);
        if (_keys is { } kept && ReferenceEquals(found, _seen))
            return kept;
        _seen = found;
        return new AwsKeys(found.AccessKey, found.SecretKey, found.Token);
    }

    async Task<AwsKeys> AssumeRoleAsync(string region)
    {
        var config = new AmazonSecurityTokenServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region), Timeout = options.ResolveTimeout };
        if (options.StsUrl is { } url)
        {
            config.ServiceURL = url.ToString();
            config.AuthenticationRegion = region;
        }

        using var sts = new AmazonSecurityTokenServiceClient(Source(), config);
        var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = options.RoleArn,
            RoleSessionName = options.RoleSessionName,
            ExternalId = options.ExternalId,
        }).ConfigureAwait(false);
        var role = answer.Credentials;
        _roleExpires = role.Expiration is { } expires ? new DateTimeOffset(expires.ToUniversalTime()) : time.GetUtcNow() + RenewBefore;
        return new AwsKeys(role.AccessKeyId, role.SecretAccessKey, role.SessionToken);
    }

    AWSCredentials Source() => _source ??= options switch
    {
        { Keys: { SessionToken: { } token } keys } => new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, token),
        { Keys: { } keys } => new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey),
        { Profile: { } profile } => new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var found)
            ? found : throw new AmazonClientException($"there is no profile '{Sanitised.Text(profile)}' in the AWS configuration files"),
        _ => DefaultAWSCredentialsIdentityResolver.GetCredentials(),
    };

    SqlInferenceException Failure(Exception exception) => new(ErrorConditions.EndpointFailed,
        exception is TimeoutException
            ? $"No AWS identity was found within {options.ResolveTimeout.TotalSeconds:0.#} s."
            : $"No AWS identity could be had: {Sanitised.Text(exception.Message, 160).TrimEnd('.')}.",
        options.RoleArn is { } role
            ? $"Check that the service's own AWS identity may take on the role '{Sanitised.Text(role)}'."
            : "Give the service keys by environment, profile, container or instance role, or in the credential itself.");
}
