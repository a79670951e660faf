using System.Collections.Generic;
using System.Text;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A request as it came over the wire.</summary>
sealed class FakeRequest
{
    public FakeRequest(string method, string path, Dictionary<string, string> headers, byte[] body)
    {
        Method = method;
        Path = path;
        Headers = headers;
        Body = body;
    }

    public string Method { get; }

    public string Path { get; }

    public Dictionary<string, string> Headers { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);
}
