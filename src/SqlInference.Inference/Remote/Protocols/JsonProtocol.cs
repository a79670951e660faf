using System.Text;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>A function behind an API gateway: an array of objects, one for each row, with the parameters by name.</summary>
sealed class JsonProtocol : IRemoteProtocol
{
    readonly RemoteEndpoint _endpoint;
    readonly Uri _url;
    readonly RowLimit _limit;

    // What stands before each value: {"first": and ,"second":
    readonly byte[][] _names;

    public JsonProtocol(RemoteEndpoint endpoint, Uri url)
    {
        _endpoint = endpoint;
        _url = url;
        _limit = new(endpoint);
        _names = [.. endpoint.Signature.Inputs.Select((input, i) => NamePart(input.Name, i == 0))];
    }

    public EncodedRows Encode(ColumnBatch input, int start, PooledBytes body)
    {
        var count = 0;
        for (var row = start; row < input.RowCount; row++, count++)
        {
            var rowStart = body.Length;
            WriteRow(input, row, body, isFirst: count == 0);
            if (_limit.Exceeded(body, rowStart, count, closing: 1))
                break;
        }

        body.Write((byte)']');
        return new(new(HttpMethod.Post, _url, MediaTypes.Json, body.WrittenMemory) { Accept = MediaTypes.Json }, count);
    }

    public void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers)
    {
        if (!MediaTypes.IsJson(reply.MediaType) && !MediaTypes.MayBeText(reply.MediaType))
            throw MediaTypes.Unexpected(_endpoint.Name, reply, MediaTypes.Json);
        JsonAnswers.Read(reply.Body, answers);
    }

    void WriteRow(ColumnBatch input, int row, PooledBytes body, bool isFirst)
    {
        body.Write((byte)(isFirst ? '[' : ','));
        if (_names.Length == 0)
            body.Write((byte)'{');
        for (var i = 0; i < _names.Length; i++)
        {
            body.Write(_names[i]);
            JsonCells.Write(body, input[i], row, _endpoint.Name);
        }

        body.Write((byte)'}');
    }

    static byte[] NamePart(string name, bool isFirst)
    {
        using var part = new PooledBytes(64);
        part.Write((byte)(isFirst ? '{' : ','));
        JsonCells.WriteText(part, Encoding.UTF8.GetBytes(name));
        part.Write((byte)':');
        return part.Written.ToArray();
    }
}
