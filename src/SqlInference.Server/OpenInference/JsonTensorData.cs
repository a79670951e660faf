using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>Reads the data of a tensor from JSON, flat or nested as its shape is, straight into a column. <c>null</c> is NULL.</summary>
static unsafe class JsonTensorData
{
    /// <param name="reader">At the beginning of the array.</param>
    public static void Read(OpenInferenceExchange exchange, RequestTensor tensor, ref Utf8JsonReader reader)
    {
        var body = exchange.Body.Bytes;
        var element = tensor.Element!.Value;
        var width = (int)tensor.Width;
        // Every value takes two bytes at least, so a shape that claims more than there can be gets no memory for it.
        var room = (int)Math.Min(tensor.Rows, (body.Length / 2 + 1) / Math.Max(1, width) + 1);
        tensor.Buffer.Reset(new ColumnType(element, width > 1 ? width : 0), room);
        var count = ReadValues(tensor, body, room * width, ref reader);
        if (count != tensor.Count)
            throw Miscounted(tensor, body, count);
        tensor.HasData = true;
        tensor.View = tensor.Buffer.View;
    }

    /// <summary>Whether the current string is text: bytes of UTF-8, and escapes that make characters.</summary>
    public static bool IsText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Utf8.IsValid(reader.ValueSpan);
        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(rented);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static long ReadValues(RequestTensor tensor, ReadOnlySpan<byte> body, int room, ref Utf8JsonReader reader)
    {
        var count = 0L;
        var inRow = false;
        while (true)
        {
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.EndArray when inRow:
                    if (count % tensor.Width != 0)
                        throw Unshaped(tensor, body);
                    inRow = false;
                    continue;
                case JsonTokenType.EndArray:
                    return count;
                case JsonTokenType.StartArray:
                    if (inRow || tensor.Rank < 2 || count % tensor.Width != 0)
                        throw Unshaped(tensor, body);
                    inRow = true;
                    continue;
                default:
                    if (count < room)
                        ReadValue(tensor, body, (int)count, ref reader);
                    count++;
                    continue;
            }
        }
    }

    static void ReadValue(RequestTensor tensor, ReadOnlySpan<byte> body, int index, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            PutNull(tensor, body, index);
            return;
        }

        var values = tensor.Buffer.Values;
        switch (tensor.Element)
        {
            case ElementType.Utf8:
                ReadText(tensor, body, index, ref reader);
                return;
            case ElementType.Boolean:
                values[index] = reader.TokenType is JsonTokenType.True or JsonTokenType.False
                    ? (byte)(reader.TokenType == JsonTokenType.True ? 1 : 0)
                    : throw Malformed.Value(tensor, body, index, "is neither true nor false.");
                return;
        }

        if (reader.TokenType != JsonTokenType.Number)
            throw Malformed.Value(tensor, body, index, "is not a number.");
        if (!TryReadNumber(tensor.Element!.Value, values, index, ref reader))
            throw Misfit(tensor, body, index);
    }

    static bool TryReadNumber(ElementType element, byte* values, int index, ref Utf8JsonReader reader)
    {
        switch (element)
        {
            case ElementType.Float64: return reader.TryGetDouble(out ((double*)values)[index]) && double.IsFinite(((double*)values)[index]);
            case ElementType.Float32: return reader.TryGetSingle(out ((float*)values)[index]) && float.IsFinite(((float*)values)[index]);
            case ElementType.Int64: return reader.TryGetInt64(out ((long*)values)[index]);
            case ElementType.Int32: return reader.TryGetInt32(out ((int*)values)[index]);
            case ElementType.Int16: return reader.TryGetInt16(out ((short*)values)[index]);
            case ElementType.Int8: return reader.TryGetSByte(out ((sbyte*)values)[index]);
            case ElementType.UInt64: return reader.TryGetUInt64(out ((ulong*)values)[index]);
            case ElementType.UInt32: return reader.TryGetUInt32(out ((uint*)values)[index]);
            case ElementType.UInt16: return reader.TryGetUInt16(out ((ushort*)values)[index]);
            case ElementType.UInt8: return reader.TryGetByte(out values[index]);
            default:
                var read = reader.TryGetDouble(out var number);
                ((Half*)values)[index] = (Half)number;
                return read && Half.IsFinite((Half)number);
        }
    }

    static void ReadText(RequestTensor tensor, ReadOnlySpan<byte> body, int index, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Malformed.Value(tensor, body, index, "is not a string.");
        if (!IsText(ref reader))
            throw Malformed.Value(tensor, body, index, "is not valid UTF-8.");
        if (!reader.ValueIsEscaped)
        {
            tensor.Buffer.AppendText(reader.ValueSpan);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var length = reader.CopyString(rented);
        tensor.Buffer.AppendText(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
    }

    static void PutNull(RequestTensor tensor, ReadOnlySpan<byte> body, int index)
    {
        if (tensor.Width > 1 || tensor.IsValidity)
            throw Malformed.Value(tensor, body, index, "is null, which stands only where a value of its own may be missing.");
        if (tensor.Element == ElementType.Utf8)
            tensor.Buffer.AppendText([]);
        else
            new Span<byte>(tensor.Buffer.Values + (long)index * tensor.Element!.Value.Width(), tensor.Element.Value.Width()).Clear();
        tensor.Buffer.SetNull(index);
    }

    static SqlInferenceException Misfit(RequestTensor tensor, ReadOnlySpan<byte> body, int index)
    {
        var datatype = TensorDatatypes.NameOf(tensor.Element!.Value);
        return Malformed.Value(tensor, body, index, tensor.Element.Value.IsFloating()
            ? $"is beyond the range of {datatype}."
            : $"is not a whole number within the range of {datatype}.");
    }

    static SqlInferenceException Unshaped(RequestTensor tensor, ReadOnlySpan<byte> body) =>
        Malformed.Input(tensor, body, $"has data that are not nested as its shape {tensor.ShapeIn(body)} says.", "A flat array does for every shape.");

    static SqlInferenceException Miscounted(RequestTensor tensor, ReadOnlySpan<byte> body, long count) => Malformed.Input(tensor, body,
        string.Create(CultureInfo.InvariantCulture, $"has shape {tensor.ShapeIn(body)}, which is {tensor.Count} values, but its data hold {count}."));
}
