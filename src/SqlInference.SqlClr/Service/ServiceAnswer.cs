using System.Text;

namespace SqlInference.SqlClr.Service;

/// <summary>What the service said.</summary>
sealed class ServiceAnswer
{
    public ServiceAnswer(int status, byte[] body, int headLength)
    {
        Status = status;
        Body = body;
        HeadLength = headLength;
    }

    public int Status { get; }

    public byte[] Body { get; }

    /// <summary>How long the JSON before binary tensors is; -1 where there are none.</summary>
    public int HeadLength { get; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body);
}
