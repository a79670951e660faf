using System.Buffers.Binary;
using System.Globalization;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>Takes the binary tensors from behind the JSON: fixed-width values stay where they are, text is put together.</summary>
static unsafe class BinaryTensorData
{
    public static void Read(OpenInferenceExchange exchange)
    {
        var body = exchange.Body;
        long at = body.HeaderLength;
        for (var i = 0; i < exchange.TensorCount; i++)
        {
            var tensor = exchange.Tensor(i);
            if (tensor.BinarySize < 0)
                continue;
            var over = tensor.BinarySize - (body.Length - at);
            if (over > 0)
                throw Malformed.Input(tensor, body.Bytes, string.Create(CultureInfo.InvariantCulture, $"has binary data that end {over} bytes beyond the request's body."));
            if (tensor.Element == ElementType.Utf8)
                ReadText(tensor, body.Bytes, body.Bytes.Slice((int)at, (int)tensor.BinarySize));
            else
                ReadFixed(tensor, body.Bytes, body.Pointer + at);
            at += tensor.BinarySize;
        }

        if (at < body.Length)
            throw Malformed.Request(string.Create(CultureInfo.InvariantCulture, $"The request's body has {body.Length - at} bytes more than its inputs say."));
    }

    static void ReadFixed(RequestTensor tensor, ReadOnlySpan<byte> body, byte* values)
    {
        var element = tensor.Element!.Value;
        var bytes = (long)tensor.Count * element.Width();
        if (bytes != tensor.BinarySize)
        {
            throw Malformed.Input(tensor, body, string.Create(CultureInfo.InvariantCulture,
                $"has shape {tensor.ShapeIn(body)} of {TensorDatatypes.NameOf(element)}, which is {bytes} bytes, but its binary_data_size is {tensor.BinarySize}."));
        }

        // Whatever reads a Boolean relies on this.
        if (element == ElementType.Boolean && new ReadOnlySpan<byte>(values, tensor.Count).IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var wrong)
            throw Malformed.Value(tensor, body, wrong, "is neither 0 nor 1.");
        var type = new ColumnType(element, tensor.Width > 1 ? (int)tensor.Width : 0);
        tensor.View = new(type, (int)tensor.Rows, Aligned(tensor, type, values, bytes));
    }

    /// <summary>Behind a tensor of odd length, values do not stand where every reader may load them from.</summary>
    static byte* Aligned(RequestTensor tensor, ColumnType type, byte* values, long bytes)
    {
        if ((nuint)values % (nuint)type.Element.Width() == 0)
            return values;
        tensor.Buffer.Reset(type, (int)tensor.Rows);
        Buffer.MemoryCopy(values, tensor.Buffer.Values, bytes, bytes);
        return tensor.Buffer.Values;
    }

    static void ReadText(RequestTensor tensor, ReadOnlySpan<byte> body, ReadOnlySpan<byte> bytes)
    {
        var room = bytes.Length;
        if (tensor.Count > room / sizeof(uint))
            throw RunsOver(tensor, body, room / sizeof(uint));
        tensor.Buffer.Reset(ElementType.Utf8, tensor.Count);
        for (var row = 0; row < tensor.Count; row++)
        {
            if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) > bytes.Length - sizeof(uint))
                throw RunsOver(tensor, body, row);
            var text = bytes.Slice(sizeof(uint), (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            if (!Utf8.IsValid(text))
                throw Malformed.Value(tensor, body, row, "is not valid UTF-8.");
            tensor.Buffer.AppendText(text);
            bytes = bytes[(sizeof(uint) + text.Length)..];
        }

        if (bytes.Length > 0)
        {
            throw Malformed.Input(tensor, body, string.Create(CultureInfo.InvariantCulture,
                $"has {bytes.Length} bytes of binary data behind its {tensor.Count} values."));
        }

        tensor.View = tensor.Buffer.View;
    }

    static SqlInferenceException RunsOver(RequestTensor tensor, ReadOnlySpan<byte> body, int index) =>
        Malformed.Value(tensor, body, index, "runs beyond the end of its binary data.");
}
