using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>A function that takes CSV lines and answers one value per line.</summary>
sealed class CsvProtocol(RemoteEndpoint endpoint, Uri url) : IRemoteProtocol
{
    readonly CsvRows _rows = new(endpoint);

    public EncodedRows Encode(ColumnBatch input, int start, PooledBytes body)
    {
        var count = _rows.Write(input, start, body);
        return new(new(HttpMethod.Post, url, MediaTypes.Csv, body.WrittenMemory) { Accept = MediaTypes.Csv }, count);
    }

    public void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers)
    {
        if (!MediaTypes.MayBeText(reply.MediaType))
            throw MediaTypes.Unexpected(endpoint.Name, reply, MediaTypes.Csv);
        CsvAnswers.Read(reply.Body, answers);
    }
}
