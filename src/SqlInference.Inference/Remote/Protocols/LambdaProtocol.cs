using System.Text;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>
/// AWS Lambda's Invoke with the contract of Redshift's Lambda functions, so that functions written for Redshift work.
/// Protocol: https://docs.aws.amazon.com/redshift/latest/dg/udf-creating-a-lambda-sql-udf.html
/// </summary>
sealed class LambdaProtocol(RemoteEndpoint endpoint, Uri url) : IRemoteProtocol
{
    readonly Uri _url = EndpointAddress.Append(url, $"/2015-03-31/functions/{EndpointAddress.Segment(endpoint, endpoint.RemoteName ?? endpoint.Name)}/invocations");
    readonly RowLimit _limit = new(endpoint);
    readonly byte[] _caller = CallerPart(endpoint);
    long _requests;

    public EncodedRows Encode(ColumnBatch input, int start, PooledBytes body)
    {
        body.Write("{\"request_id\":\""u8);
        CellText.WriteNumber(body, Guid.NewGuid());
        body.Write("\","u8);
        body.Write(_caller);
        body.Write("\"query_id\":"u8);
        CellText.WriteNumber(body, Interlocked.Increment(ref _requests));
        body.Write(",\"arguments\":"u8);

        var count = WriteArguments(input, start, body);
        body.Write("],\"num_records\":"u8);
        CellText.WriteNumber(body, count);
        body.Write((byte)'}');
        return new(new(HttpMethod.Post, _url, MediaTypes.Json, body.WrittenMemory), count);
    }

    public void Decode(RemoteReply reply, ColumnBatch input, int start, AnswerWriter answers)
    {
        if (reply.Header("X-Amz-Function-Error") != null)
            throw RemoteErrors.Failed(endpoint.Name, Sentence($"failed in its function{ErrorText.Of(reply)}"), "Look at the function's own log.");
        try
        {
            Read(reply.Body, answers);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw JsonAnswers.NotJson(reply.Body, answers, exception);
        }
    }

    int WriteArguments(ColumnBatch input, int start, PooledBytes body)
    {
        const int closing = 40;
        for (var row = start; row < input.RowCount; row++)
        {
            var rowStart = body.Length;
            body.Write((byte)(row == start ? '[' : ','));
            body.Write((byte)'[');
            for (var i = 0; i < input.ColumnCount; i++)
            {
                if (i > 0)
                    body.Write((byte)',');
                JsonCells.Write(body, input[i], row, endpoint.Name);
            }

            body.Write((byte)']');
            if (_limit.Exceeded(body, rowStart, row - start, closing))
                return row - start;
        }

        return input.RowCount - start;
    }

    void Read(ReadOnlySpan<byte> json, AnswerWriter answers)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw RemoteErrors.Invalid(endpoint.Name, "answered something else than an object with 'success' and 'results'.");

        var (success, hasResults) = (true, false);
        Utf8JsonReader results = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isSuccess, isResults) = (reader.ValueTextEquals("success"u8), reader.ValueTextEquals("results"u8));
            reader.Read();
            if (isSuccess)
                success = reader.TokenType == JsonTokenType.True;
            if (isResults && reader.TokenType == JsonTokenType.StartArray)
            {
                hasResults = true;
                results = reader;
            }

            reader.Skip();
        }

        if (!success)
            throw RemoteErrors.Failed(endpoint.Name, Sentence($"reported a failure{ErrorText.Of(json)}"), "Look at the function's own log.");
        if (!hasResults)
            throw RemoteErrors.Invalid(endpoint.Name, "answered an object without an array 'results'.");
        JsonAnswers.ReadArray(ref results, answers);
    }

    /// <summary>What stays the same from request to request.</summary>
    static byte[] CallerPart(RemoteEndpoint endpoint)
    {
        using var part = new PooledBytes(256);
        foreach (var (name, value) in new[]
        {
            ("cluster", "sqlinference"), ("user", endpoint.User ?? ""), ("database", endpoint.Database ?? ""),
            ("external_function", endpoint.Function ?? endpoint.Name),
        })
        {
            part.Write(Encoding.UTF8.GetBytes($"\"{name}\":"));
            JsonCells.WriteText(part, Encoding.UTF8.GetBytes(value));
            part.Write((byte)',');
        }

        return part.Written.ToArray();
    }

    static string Sentence(string text) => text[^1] is '.' or '!' or '?' ? text : text + ".";
}
