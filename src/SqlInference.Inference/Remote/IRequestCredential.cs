namespace SqlInference.Inference.Remote;

/// <summary>
/// Puts proof of who we are on a request. Used concurrently. What is secret about it appears in no message, log or
/// <see cref="object.ToString"/>.
/// </summary>
public interface IRequestCredential
{
    ValueTask AuthorizeAsync(RequestToAuthorize request, CancellationToken cancellation);
}
