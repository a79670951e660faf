using System.Text.Json;

namespace SqlInference.Server.OpenInference;

/// <summary>Reads the JSON of a request: what is asked for, which tensors come, and the data of those that come as JSON.</summary>
static class RequestHeader
{
    [Flags]
    enum Members
    {
        None = 0,
        Id = 1,
        Inputs = 2,
        Outputs = 4,
        Parameters = 8,
    }

    public static void Read(OpenInferenceExchange exchange)
    {
        try
        {
            var reader = new Utf8JsonReader(exchange.Body.Header);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Malformed.Request("The request has to be a JSON object.");
            ReadMembers(exchange, ref reader);
            // Anything behind the object is an error that the reader tells.
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw Malformed.Json(exception);
        }
    }

    static void ReadMembers(OpenInferenceExchange exchange, ref Utf8JsonReader reader)
    {
        var seen = Members.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputs"u8))
                Once(ref seen, Members.Inputs, "inputs", exchange, ref reader);
            else if (reader.ValueTextEquals("id"u8))
                Once(ref seen, Members.Id, "id", exchange, ref reader);
            else if (reader.ValueTextEquals("outputs"u8))
                Once(ref seen, Members.Outputs, "outputs", exchange, ref reader);
            else if (reader.ValueTextEquals("parameters"u8))
                Once(ref seen, Members.Parameters, "parameters", exchange, ref reader);
            else
                Skip(ref reader);
        }

        if ((seen & Members.Inputs) == 0 || exchange.TensorCount == 0)
            throw Malformed.Request("The request has no inputs.");
    }

    static void Once(ref Members seen, Members member, string name, OpenInferenceExchange exchange, ref Utf8JsonReader reader)
    {
        if ((seen & member) != 0)
            throw Malformed.Twice(name);
        seen |= member;
        reader.Read();
        switch (member)
        {
            case Members.Id:
                exchange.Id = StringToken(ref reader, "id");
                break;
            case Members.Inputs:
                ReadInputs(exchange, ref reader);
                break;
            case Members.Outputs:
                RequestedOutputs.Read(exchange, ref reader);
                break;
            default:
                exchange.BinaryByDefault = FindFlag(ref reader, "binary_data_output"u8, "parameters") ?? false;
                break;
        }
    }

    static void ReadInputs(OpenInferenceExchange exchange, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Malformed.Expected("inputs", "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Malformed.Expected("inputs", "an array of objects");
            TensorHeader.Read(exchange, exchange.AddTensor(), ref reader);
        }
    }

    /// <summary>The current string with its quotes, by its place.</summary>
    public static (int Start, int Length) StringToken(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw Malformed.Expected(what, "a string");
        // Escapes were looked at, bytes were not; half of a pair of surrogates shows only when it is put together.
        if (!JsonTensorData.IsText(ref reader))
            throw Malformed.Request($"The request's '{what}' is not valid text.");
        return ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
    }

    /// <summary>The value of one flag among the parameters; the others are not ours to know.</summary>
    public static bool? FindFlag(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, string what)
    {
        bool? flag = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Malformed.Expected(what, "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(name))
            {
                Skip(ref reader);
                continue;
            }

            reader.Read();
            flag = reader.TokenType is JsonTokenType.True or JsonTokenType.False
                ? reader.TokenType == JsonTokenType.True
                : throw Malformed.Expected(System.Text.Encoding.UTF8.GetString(name), "true or false");
        }

        return flag;
    }

    public static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
