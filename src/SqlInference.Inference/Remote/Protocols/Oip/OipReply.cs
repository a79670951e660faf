using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>Reads the answer to an inference request, its tensors in binary or in JSON.</summary>
static unsafe class OipReply
{
    public static void Read(RemoteReply reply, string output, AnswerWriter answers)
    {
        var header = HeaderBytes(reply, answers);
        try
        {
            using var document = JsonDocument.Parse(reply.BodyMemory[..header]);
            Read(document.RootElement, reply.BodyMemory.Span[header..], output, answers);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw RemoteErrors.Invalid(answers.Endpoint, "answered a header that is not of the Open Inference Protocol.", exception);
        }
    }

    static int HeaderBytes(RemoteReply reply, AnswerWriter answers)
    {
        if (reply.Header("Inference-Header-Content-Length") is not { } text)
            return reply.Body.Length;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= reply.Body.Length ? bytes
            : throw RemoteErrors.Invalid(answers.Endpoint, $"answered {reply.Body.Length} bytes, fewer than its own header has.");
    }

    static void Read(JsonElement header, ReadOnlySpan<byte> binary, string output, AnswerWriter answers)
    {
        var tensors = header.GetProperty("outputs");
        ReadOnlySpan<byte> valid = default;
        var found = false;
        foreach (var tensor in tensors.EnumerateArray())
        {
            var bytes = Take(tensor, ref binary, answers);
            if (tensor.GetProperty("name").ValueEquals(output))
            {
                found = true;
                ReadTensor(tensor, bytes, answers);
            }
            else if (tensor.GetProperty("name").ValueEquals(output + OipMetadata.ValidSuffix))
            {
                valid = Flags(tensor, bytes, answers);
            }
        }

        if (!found)
            throw RemoteErrors.Invalid(answers.Endpoint, $"answered without the output '{Sanitised.Text(output)}'.");
        answers.RequireAll();
        for (var row = 0; row < valid.Length; row++)
        {
            if (valid[row] == 0)
                answers.SetNull(row);
        }
    }

    /// <summary>The tensor's bytes, which stand in the order of the tensors; empty for one in JSON.</summary>
    static ReadOnlySpan<byte> Take(JsonElement tensor, scoped ref ReadOnlySpan<byte> binary, AnswerWriter answers)
    {
        if (!tensor.TryGetProperty("parameters", out var parameters) || !parameters.TryGetProperty("binary_data_size", out var size))
            return default;
        var bytes = size.GetInt32();
        if (bytes < 0 || bytes > binary.Length)
            throw RemoteErrors.Invalid(answers.Endpoint, "answered fewer bytes than its tensors have.");
        var taken = binary[..bytes];
        binary = binary[bytes..];
        return taken;
    }

    static void ReadTensor(JsonElement tensor, ReadOnlySpan<byte> bytes, AnswerWriter answers)
    {
        var count = 1L;
        foreach (var dimension in tensor.GetProperty("shape").EnumerateArray())
            count = dimension.GetInt64() is >= 0 and <= int.MaxValue and var size && count <= int.MaxValue ? count * size : throw new FormatException("shape");
        if (count != answers.Expected)
            throw answers.WrongCount((int)Math.Min(count, int.MaxValue));

        var datatype = tensor.GetProperty("datatype").GetString() ?? throw new FormatException("datatype");
        var type = OipDatatypes.Parse(datatype) ?? throw RemoteErrors.Invalid(answers.Endpoint, $"answered values of the type {Sanitised.Text(datatype)}, which no SQL type has.");
        if (tensor.TryGetProperty("data", out var data))
            ReadJson(data, answers);
        else if (type == ElementType.Utf8)
            ReadTexts(bytes, answers);
        else
            ReadNumbers(type, bytes, answers);
    }

    static void ReadJson(JsonElement data, AnswerWriter answers)
    {
        foreach (var element in data.EnumerateArray())
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Array: ReadJson(element, answers); break;
                case JsonValueKind.Null: answers.AddNull(); break;
                case JsonValueKind.String: answers.Add(System.Text.Encoding.UTF8.GetBytes(element.GetString()!)); break;
                case JsonValueKind.Object: throw new FormatException("data");
                default: answers.Add(JsonMarshal.GetRawUtf8Value(element)); break;
            }
        }
    }

    static void ReadTexts(ReadOnlySpan<byte> bytes, AnswerWriter answers)
    {
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < sizeof(int) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var length && length > bytes.Length - sizeof(int))
                throw RemoteErrors.Invalid(answers.Endpoint, "answered texts that are longer than their tensor.");
            answers.Add(bytes.Slice(sizeof(int), (int)length));
            bytes = bytes[(sizeof(int) + (int)length)..];
        }
    }

    static void ReadNumbers(ElementType type, ReadOnlySpan<byte> bytes, AnswerWriter answers)
    {
        if (bytes.Length != (long)answers.Expected * type.Width())
            throw RemoteErrors.Invalid(answers.Endpoint, $"answered {bytes.Length} bytes for {answers.Expected} values of {type.Width()} bytes.");
        // The server's memory may begin anywhere in the body; columns begin where vectors like them.
        using var column = new ColumnBuffer();
        column.Reset(type, answers.Expected);
        bytes.CopyTo(new Span<byte>(column.Values, bytes.Length));
        answers.AddColumn(column.View);
    }

    static ReadOnlySpan<byte> Flags(JsonElement tensor, ReadOnlySpan<byte> bytes, AnswerWriter answers)
    {
        if (tensor.TryGetProperty("data", out var data))
            bytes = data.EnumerateArray().Select(element => element.GetBoolean() ? (byte)1 : (byte)0).ToArray();
        return bytes.Length == answers.Expected ? bytes
            : throw RemoteErrors.Invalid(answers.Endpoint, $"answered {bytes.Length} marks of NULL for {answers.Expected} rows.");
    }
}
