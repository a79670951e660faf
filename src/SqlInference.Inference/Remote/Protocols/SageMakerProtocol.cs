using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>
/// SageMaker's InvokeEndpoint, with CSV lines as Redshift and Athena send them. CSV is asked for in return; some
/// algorithms answer JSON whatever is asked for, and that is understood too.
/// Protocol: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
/// </summary>
sealed class SageMakerProtocol(RemoteEndpoint endpoint, Uri url) : IRemoteProtocol
{
    readonly CsvRows _rows = new(endpoint);

    // A model's container is called at /invocations itself.
    readonly Uri _url = url.AbsolutePath.EndsWith("/invocations", StringComparison.Ordinal) ? url
        : EndpointAddress.Append(url, $"/endpoints/{EndpointAddress.Segment(endpoint, endpoint.RemoteName ?? endpoint.Name)}/invocations");

    readonly KeyValuePair<string, string>[] _headers = endpoint.InnerModel is { } model
        ? [new("X-Amzn-SageMaker-Target-Model", SafeHeader(endpoint, model))] : [];

    public EncodedRows Encode(ColumnBatch input, int start, PooledBytes body)
    {
        var count = _rows.Write(input, start, body);
        return new(new(HttpMethod.Post, _url, MediaTypes.Csv, body.WrittenMemory) { Accept = MediaTypes.Csv, Headers = _headers }, count);
    }

    public void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers)
    {
        if (MediaTypes.IsJson(reply.MediaType))
            JsonAnswers.Read(reply.Body, answers);
        else if (MediaTypes.MayBeText(reply.MediaType))
            CsvAnswers.Read(reply.Body, answers);
        else
            throw MediaTypes.Unexpected(endpoint.Name, reply, MediaTypes.Csv);
    }

    static string SafeHeader(RemoteEndpoint endpoint, string model) => model.Length > 0 && !model.AsSpan().ContainsAnyExceptInRange('!', '~') ? model
        : throw new Errors.SqlInferenceException(Errors.ErrorConditions.InvalidClauseValue,
            $"Endpoint '{endpoint.Name}' cannot be asked for the model '{Sanitised.Text(model)}'.", "Name the model as SageMaker's Target-Model has it, without blanks.");
}
