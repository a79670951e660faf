using System.Text.Json;

namespace SqlInference.Server.OpenInference;

/// <summary>Reads which outputs a request asks for.</summary>
static class RequestedOutputs
{
    public static void Read(OpenInferenceExchange exchange, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Malformed.Expected("outputs", "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Malformed.Expected("outputs", "an array of objects");
            var output = ReadOne(exchange, ref reader);
            foreach (var other in exchange.Outputs)
            {
                if (other.Output == output.Output && other.IsValidity == output.IsValidity)
                    throw Malformed.Request($"Output '{NameOf(exchange, output)}' is asked for twice.");
            }

            exchange.Outputs.Add(output);
        }
    }

    static RequestedOutput ReadOne(OpenInferenceExchange exchange, ref Utf8JsonReader reader)
    {
        (int Output, bool IsValidity)? found = null;
        bool? binary = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                if (found is not null)
                    throw Malformed.Twice("name");
                reader.Read();
                RequestHeader.StringToken(ref reader, "name");
                found = exchange.Plan.FindOutput(ref reader) ?? throw exchange.Plan.NoSuchOutput(reader.GetString()!);
            }
            else if (reader.ValueTextEquals("parameters"u8))
            {
                reader.Read();
                binary = RequestHeader.FindFlag(ref reader, "binary_data"u8, "parameters");
            }
            else
            {
                RequestHeader.Skip(ref reader);
            }
        }

        return found is { } output ? new(output.Output, output.IsValidity, binary) : throw Malformed.Request("An output has no name.");
    }

    static string NameOf(OpenInferenceExchange exchange, RequestedOutput output) =>
        exchange.Plan.Outputs[output.Output].Text + (output.IsValidity ? OpenInferencePlan.ValiditySuffix : "");
}
