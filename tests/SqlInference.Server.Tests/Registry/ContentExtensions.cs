namespace SqlInference.Server.Tests.Registry;

static class ContentExtensions
{
    public static HttpContent WithoutCharset(this HttpContent content)
    {
        content.Headers.ContentType!.CharSet = null;
        return content;
    }
}
