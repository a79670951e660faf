using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;
using SqlInference.Inference.Remote.Connections;
using SqlInference.Inference.Remote.Protocols;
using SqlInference.Inference.Remote.Protocols.Oip;

namespace SqlInference.Inference.Remote;

/// <summary>
/// A model behind an endpoint. Rows go in requests that the endpoint's protocol and size limit allow; answers come back
/// one value per row, checked for number and type. Making one sends nothing.
/// </summary>
public sealed class RemoteBackend : IModelBackend
{
    readonly RemoteEndpoint _endpoint;
    readonly EndpointCaller _caller;
    readonly IRemoteProtocol _protocol;

    /// <summary>Throws where the endpoint cannot work (no address, a bad setting) or is not allowed.</summary>
    public RemoteBackend(RemoteEndpoint endpoint, RemoteConnections connections)
    {
        endpoint.Settings.Validate(endpoint.Name);
        if (endpoint.Signature.Outputs.Count != 1 || endpoint.Signature.Outputs[0].Type.IsList)
            throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch, $"Endpoint '{endpoint.Name}' can answer one value per row only.", "Declare the function with one scalar result.");

        _endpoint = endpoint;
        var url = EndpointAddress.Of(endpoint);
        connections.Policy.Require(endpoint.Name, url);
        _caller = new EndpointCaller(endpoint, connections, AwsService(endpoint.Protocol));
        _protocol = endpoint.Protocol switch
        {
            RemoteProtocol.SageMaker => new SageMakerProtocol(endpoint, url),
            RemoteProtocol.Lambda => new LambdaProtocol(endpoint, url),
            RemoteProtocol.Oip => new OipProtocol(endpoint, url),
            RemoteProtocol.Json => new JsonProtocol(endpoint, url),
            _ => new CsvProtocol(endpoint, url),
        };
    }

    public ModelSignature Signature => _endpoint.Signature;

    public int MaxBatchRows => _endpoint.BatchRows();

    public int Concurrency => _endpoint.Concurrency();

    public async ValueTask RunAsync(ColumnBatch input, ResultColumns results, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (results[0] is not { } output)
            return;
        output.Reset(Signature.Outputs[0].Type, input.RowCount);
        await _protocol.PrepareAsync(_caller, cancellation).ConfigureAwait(false);

        using var body = new PooledBytes();
        for (var start = 0; start < input.RowCount;)
        {
            body.Clear();
            var request = _protocol.Encode(input, start, body);
            using var reply = await _caller.SendAsync(request.Request, cancellation).ConfigureAwait(false);
            var answers = new AnswerWriter(_endpoint.Name, output, start, request.RowCount);
            _protocol.Decode(reply, input, start, answers);
            answers.RequireAll();
            start += request.RowCount;
        }
    }

    /// <summary>The connections are not the backend's.</summary>
    public void Dispose()
    {
    }

    /// <summary>What is not AWS's own stands behind its API gateway where it wants AWS signatures.</summary>
    static string AwsService(RemoteProtocol protocol) => protocol switch
    {
        RemoteProtocol.SageMaker => "sagemaker",
        RemoteProtocol.Lambda => "lambda",
        _ => "execute-api",
    };
}
