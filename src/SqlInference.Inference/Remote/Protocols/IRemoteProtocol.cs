using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>How rows become a request and its answer becomes values. Used concurrently.</summary>
interface IRemoteProtocol
{
    /// <summary>Before the first rows: whatever has to be known of the endpoint. Cheap once it is known.</summary>
    ValueTask PrepareAsync(EndpointCaller caller, CancellationToken cancellation) => default;

    /// <summary>A request for the rows from <paramref name="start"/> on, as many as the endpoint's size limit allows.</summary>
    EncodedRows Encode(ColumnBatch input, int start, PooledBytes body);

    /// <summary>Adds one answer for each row of the request.</summary>
    void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers);
}
