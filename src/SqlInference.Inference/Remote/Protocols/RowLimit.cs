using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>Cuts a body where the endpoint's size limit falls between two rows.</summary>
readonly struct RowLimit(RemoteEndpoint endpoint)
{
    readonly int _maxBytes = endpoint.RequestBytes();

    /// <summary>True where the row that has just been written is too much; the body is as it was before it.</summary>
    public bool Exceeded(PooledBytes body, int rowStart, int rowsBefore, int closing = 0)
    {
        if (body.Length <= _maxBytes - closing)
            return false;
        if (rowsBefore == 0)
            throw TooLarge(body.Length + closing);
        body.Truncate(rowStart);
        return true;
    }

    public SqlInferenceException TooLarge(long bytes) => new(ErrorConditions.InputNotAccepted,
        string.Create(CultureInfo.InvariantCulture, $"A single row makes a request of {bytes:N0} bytes, but endpoint '{endpoint.Name}' takes {_maxBytes:N0}."),
        "Pass less of each text to the model, with left(…) or substring(…).");

    public int MaxBytes => _maxBytes;
}
