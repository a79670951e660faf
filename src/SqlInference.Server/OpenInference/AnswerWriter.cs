using System.Buffers;
using System.Globalization;
using System.Numerics;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Formats;

namespace SqlInference.Server.OpenInference;

/// <summary>Writes the answer of a model: JSON, and behind it the tensors that are wanted as bytes.</summary>
static class AnswerWriter
{
    const int Longest = 24;

    public static ValueTask WriteAsync(OpenInferenceExchange exchange, HttpResponse response)
    {
        var text = exchange.Text;
        text.Clear();
        CompleteOutputs(exchange);
        WriteStart(exchange, text);
        var separator = (byte)'[';
        var binary = 0L;
        foreach (var output in exchange.Outputs)
        {
            text.Write(separator);
            binary += WriteOutput(exchange, output, text);
            separator = (byte)',';
        }

        text.Write("]}"u8);
        response.StatusCode = StatusCodes.Status200OK;
        var hasBinary = HasBinary(exchange);
        response.ContentType = hasBinary ? "application/octet-stream" : "application/json";
        if (hasBinary)
            response.Headers[RequestBody.HeaderLengthHeader] = text.Length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = text.Length + binary;
        response.BodyWriter.Write(text.Written);
        return hasBinary ? TensorBytes.WriteAsync(exchange, response) : Sent(response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted));
    }

    static bool HasBinary(OpenInferenceExchange exchange)
    {
        foreach (var output in exchange.Outputs)
        {
            if (IsBinary(exchange, output))
                return true;
        }

        return false;
    }

    public static bool IsBinary(OpenInferenceExchange exchange, RequestedOutput output) => output.Binary ?? exchange.BinaryByDefault;

    /// <summary>Where values are missing, that is told behind them, asked for or not. What stands in their place is nobody's: zeros.</summary>
    static void CompleteOutputs(OpenInferenceExchange exchange)
    {
        for (var i = 0; i < exchange.Outputs.Count; i++)
        {
            var output = exchange.Outputs[i];
            var answer = exchange.Answer(output.Output);
            if (output.IsValidity || NullCounts.Of(answer.View) == 0)
                continue;
            ClearNulls(answer);
            if (!exchange.Outputs.Exists(other => other.Output == output.Output && other.IsValidity))
                exchange.Outputs.Insert(i + 1, output with { IsValidity = true });
        }
    }

    static unsafe void ClearNulls(ColumnBuffer answer)
    {
        if (answer.Type.Element == ElementType.Utf8)
            return;
        var rowBytes = answer.Type.Element.Width() * answer.Type.ElementsPerRow;
        var view = answer.View;
        for (var row = 0; row < view.RowCount; row++)
        {
            if (!view.IsValid(row))
                new Span<byte>(answer.Values + (long)row * rowBytes, rowBytes).Clear();
        }
    }

    static void WriteStart(OpenInferenceExchange exchange, PooledBytes text)
    {
        text.Write(exchange.Plan.AnswerStart);
        if (exchange.Id.Length > 0)
        {
            text.Write("\"id\":"u8);
            text.Write(exchange.Body.Bytes.Slice(exchange.Id.Start, exchange.Id.Length));
            text.Write((byte)',');
        }

        if (NullCounts.Refused(exchange) is > 0 and var refused)
        {
            text.Write("\"parameters\":{\"refused_rows\":"u8);
            WriteNumber(text, refused);
            text.Write("},"u8);
        }

        text.Write("\"outputs\":"u8);
    }

    /// <summary>The output in JSON; answers how many bytes will stand behind it.</summary>
    static long WriteOutput(OpenInferenceExchange exchange, RequestedOutput output, PooledBytes text)
    {
        var plan = exchange.Plan.Outputs[output.Output];
        var view = exchange.Answer(output.Output).View;
        text.Write(output.IsValidity ? plan.ValidityStart : plan.AnswerStart);
        WriteNumber(text, view.RowCount);
        text.Write(output.IsValidity ? "]"u8 : plan.ShapeEnd);
        if (!IsBinary(exchange, output))
        {
            text.Write(",\"data\":"u8);
            if (output.IsValidity)
                JsonTensorWriter.WriteValidity(text, view);
            else
                JsonTensorWriter.Write(text, view, plan.Text);
            text.Write((byte)'}');
            return 0;
        }

        var bytes = TensorBytes.SizeOf(view, output.IsValidity);
        text.Write(",\"parameters\":{\"binary_data_size\":"u8);
        WriteNumber(text, bytes);
        text.Write("}}"u8);
        return bytes;
    }

    static void WriteNumber<T>(PooledBytes text, T number) where T : IBinaryInteger<T>
    {
        number.TryFormat(text.GetSpan(Longest), out var written, default, CultureInfo.InvariantCulture);
        text.Advance(written);
    }

    static ValueTask Sent(ValueTask<System.IO.Pipelines.FlushResult> flush) => flush.IsCompletedSuccessfully ? default : new(flush.AsTask());
}
