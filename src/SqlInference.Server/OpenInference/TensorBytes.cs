using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>The tensors of an answer that stand as bytes behind its JSON.</summary>
static class TensorBytes
{
    const long FlushEvery = 1 << 20;

    public static unsafe long SizeOf(in ColumnView view, bool isValidity)
    {
        if (isValidity)
            return view.RowCount;
        if (view.Type.Element != ElementType.Utf8)
            return (long)view.RowCount * view.Type.Element.Width() * view.Type.ElementsPerRow;
        var offsets = (int*)view.Values;
        return (long)sizeof(uint) * view.RowCount + offsets[view.RowCount] - offsets[0];
    }

    public static async ValueTask WriteAsync(OpenInferenceExchange exchange, HttpResponse response)
    {
        var writer = response.BodyWriter;
        foreach (var output in exchange.Outputs)
        {
            if (!AnswerWriter.IsBinary(exchange, output))
                continue;
            var view = exchange.Answer(output.Output).View;
            if (output.IsValidity)
            {
                WriteFlags(writer, view);
                continue;
            }

            if (view.Type.Element == ElementType.Utf8)
            {
                WriteTexts(writer, view);
                continue;
            }

            // Large answers are sent as they are written, so that they do not pile up.
            var bytes = SizeOf(view, isValidity: false);
            for (long at = 0; at < bytes; at += FlushEvery)
            {
                WriteBytes(writer, view, at, (int)Math.Min(FlushEvery, bytes - at));
                if (at + FlushEvery < bytes)
                    await writer.FlushAsync(response.HttpContext.RequestAborted).ConfigureAwait(false);
            }
        }

        await writer.FlushAsync(response.HttpContext.RequestAborted).ConfigureAwait(false);
    }

    static unsafe void WriteBytes(PipeWriter writer, in ColumnView view, long at, int count) => writer.Write(new ReadOnlySpan<byte>(view.Values + at, count));

    static void WriteFlags(PipeWriter writer, in ColumnView view)
    {
        for (var row = 0; row < view.RowCount;)
        {
            var span = writer.GetSpan(1);
            var count = Math.Min(span.Length, view.RowCount - row);
            for (var i = 0; i < count; i++)
                span[i] = view.IsValid(row + i) ? (byte)1 : (byte)0;
            writer.Advance(count);
            row += count;
        }
    }

    static void WriteTexts(PipeWriter writer, in ColumnView view)
    {
        for (var row = 0; row < view.RowCount; row++)
        {
            var text = view.Utf8At(row);
            BinaryPrimitives.WriteUInt32LittleEndian(writer.GetSpan(sizeof(uint)), (uint)text.Length);
            writer.Advance(sizeof(uint));
            writer.Write(text);
        }
    }
}
