using System.Text.Json;

namespace SqlInference.Server.OpenInference;

/// <summary>Reads the JSON object that describes one input.</summary>
static class TensorHeader
{
    public static void Read(OpenInferenceExchange exchange, RequestTensor tensor, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
                ReadName(exchange, tensor, ref reader);
            else if (reader.ValueTextEquals("shape"u8))
                ReadShape(exchange, tensor, ref reader);
            else if (reader.ValueTextEquals("datatype"u8))
                ReadDatatype(tensor, ref reader);
            else if (reader.ValueTextEquals("data"u8))
                ReadData(exchange, tensor, ref reader);
            else if (reader.ValueTextEquals("parameters"u8))
                ReadParameters(tensor, ref reader);
            else
                RequestHeader.Skip(ref reader);
        }

        Complete(exchange, tensor);
    }

    static void ReadName(OpenInferenceExchange exchange, RequestTensor tensor, ref Utf8JsonReader reader)
    {
        if (tensor.Name.Length > 0)
            throw Malformed.Twice("name");
        reader.Read();
        tensor.Name = RequestHeader.StringToken(ref reader, "name");
        (tensor.Parameter, tensor.IsValidity) = exchange.Plan.FindInput(ref reader, exchange.TensorCount - 1);
    }

    static void ReadDatatype(RequestTensor tensor, ref Utf8JsonReader reader)
    {
        if (tensor.Element is not null)
            throw Malformed.Twice("datatype");
        reader.Read();
        var token = RequestHeader.StringToken(ref reader, "datatype");
        tensor.Element = TensorDatatypes.Find(ref reader)
            ?? throw Malformed.Request(token.Length > 20 ? "The datatype of an input is not known." : $"The datatype '{reader.GetString()}' is not known.",
                "Datatypes are BOOL, INT8 to INT64, UINT8 to UINT64, FP16, FP32, FP64 and BYTES.");
    }

    static void ReadShape(OpenInferenceExchange exchange, RequestTensor tensor, ref Utf8JsonReader reader)
    {
        if (tensor.Rank >= 0)
            throw Malformed.Twice("shape");
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Malformed.Expected("shape", "an array of whole numbers");
        var start = (int)reader.TokenStartIndex;
        tensor.Rank = 0;
        tensor.Rows = tensor.Width = 1;
        var count = 1L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var dimension))
                throw Malformed.Expected("shape", "an array of whole numbers");
            if (dimension < 0)
                throw Malformed.Expected("shape", "free of negative numbers");
            if (dimension > int.MaxValue || (count *= dimension) > int.MaxValue)
                throw Malformed.Expected("shape", $"of at most {int.MaxValue} values");
            if (tensor.Rank++ == 0)
                tensor.Rows = dimension;
            else
                tensor.Width *= dimension;
        }

        tensor.Shape = (start, (int)reader.BytesConsumed - start);
    }

    static void ReadParameters(RequestTensor tensor, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Malformed.Expected("parameters", "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("binary_data_size"u8))
            {
                RequestHeader.Skip(ref reader);
                continue;
            }

            if (tensor.BinarySize >= 0)
                throw Malformed.Twice("binary_data_size");
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var size) || size < 0)
                throw Malformed.Expected("binary_data_size", "a number of bytes");
            tensor.BinarySize = size;
        }
    }

    static void ReadData(OpenInferenceExchange exchange, RequestTensor tensor, ref Utf8JsonReader reader)
    {
        if (tensor.HasData || tensor.DataStart >= 0)
            throw Malformed.Twice("data");
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Malformed.Expected("data", "an array");
        if (tensor.IsDescribed)
        {
            exchange.Plan.RequireFits(tensor, exchange.Body.Bytes);
            JsonTensorData.Read(exchange, tensor, ref reader);
            return;
        }

        // What the data are comes later; so does reading them.
        tensor.DataStart = (int)reader.TokenStartIndex;
        reader.Skip();
    }

    static void Complete(OpenInferenceExchange exchange, RequestTensor tensor)
    {
        if (tensor.Name.Length == 0)
            throw Malformed.Request("An input has no name.");
        var body = exchange.Body.Bytes;
        if (tensor.Element is null)
            throw Malformed.Input(tensor, body, "has no datatype.");
        if (tensor.Rank < 0)
            throw Malformed.Input(tensor, body, "has no shape.");
        exchange.Plan.RequireFits(tensor, body);
        if (tensor.DataStart >= 0)
        {
            var reader = new Utf8JsonReader(exchange.Body.Header[tensor.DataStart..]);
            reader.Read();
            JsonTensorData.Read(exchange, tensor, ref reader);
        }

        if (tensor.HasData == tensor.BinarySize >= 0)
            throw Malformed.Input(tensor, body, tensor.HasData ? "has both data and binary_data_size." : "has neither data nor binary_data_size.");
        if (tensor.BinarySize >= 0 && !exchange.Body.HasBinary)
            throw Malformed.Input(tensor, body, $"has binary_data_size, but the request has no header {RequestBody.HeaderLengthHeader}.");
    }
}
