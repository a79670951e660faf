using System.Globalization;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>
/// Open Inference Protocol v2 with binary tensors: another SqlInference service, Triton, KServe. The model's metadata is
/// asked for once, and decides types and shapes. Protocol:
/// https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
/// </summary>
sealed class OipProtocol(RemoteEndpoint endpoint, Uri url) : IRemoteProtocol
{
    readonly Uri _model = ModelAddress(endpoint, url);

    // Written by whoever finds out first; finding out twice does no harm.
    volatile Known? _known;

    public async ValueTask PrepareAsync(EndpointCaller caller, CancellationToken cancellation)
    {
        if (_known != null)
            return;
        var request = new RemoteRequest(HttpMethod.Get, _model, null, default) { Accept = MediaTypes.Json };
        using var reply = await caller.SendAsync(request, cancellation).ConfigureAwait(false);
        var plan = OipPlan.Make(endpoint, OipMetadata.Parse(endpoint.Name, reply.BodyMemory));
        _known = new(new OipEncoder(endpoint, plan), plan.Output.Name);
    }

    public EncodedRows Encode(ColumnBatch input, int start, PooledBytes body)
    {
        var (header, rows) = _known!.Encoder.Write(input, start, body);
        var request = new RemoteRequest(HttpMethod.Post, EndpointAddress.Append(_model, "/infer"), MediaTypes.Binary, body.WrittenMemory)
        {
            Headers = [new("Inference-Header-Content-Length", header.ToString(CultureInfo.InvariantCulture))],
        };
        return new(request, rows);
    }

    public void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers)
    {
        if (!MediaTypes.IsJson(reply.MediaType) && reply.MediaType is not (MediaTypes.Binary or ""))
            throw MediaTypes.Unexpected(endpoint.Name, reply, MediaTypes.Binary);
        var known = _known!;
        OipReply.Read(reply, known.Output, answers);
        if (!known.Encoder.MayRefuse)
            return;
        for (var row = 0; row < answers.Expected; row++)
        {
            if (known.Encoder.IsRefused(input, start + row))
                answers.SetNull(row);
        }
    }

    /// <summary>The URL may name the model as the protocol does, by its last part, or not at all.</summary>
    static Uri ModelAddress(RemoteEndpoint endpoint, Uri url)
    {
        const string models = "/v2/models/";
        var path = url.AbsolutePath.TrimEnd('/');
        var at = path.IndexOf(models, StringComparison.Ordinal);
        if (at >= 0 && endpoint.InnerModel is null)
            return EndpointAddress.Append(url, "");

        var (root, last) = at >= 0 ? (path[..at], "") : (path, path[(path.LastIndexOf('/') + 1)..]);
        if (endpoint.InnerModel is null && last.Length > 0)
            return new UriBuilder(url) { Path = root[..^(last.Length + 1)] + models + last }.Uri;
        var name = EndpointAddress.Segment(endpoint, endpoint.InnerModel ?? endpoint.RemoteName ?? endpoint.Name);
        return new UriBuilder(url) { Path = root + models + name }.Uri;
    }

    sealed record Known(OipEncoder Encoder, string Output);
}
