using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols.Oip;

/// <summary>What a server says its model takes and gives.</summary>
/// <param name="AcceptNull">The inputs that may come with a companion <c>.valid</c>.</param>
sealed record OipMetadata(IReadOnlyList<OipTensor> Inputs, IReadOnlyList<OipTensor> Outputs, IReadOnlySet<string> AcceptNull)
{
    public const string ValidSuffix = ".valid";

    public static OipMetadata Parse(string endpoint, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var acceptNull = new HashSet<string>();
            var inputs = Tensors(endpoint, document.RootElement.GetProperty("inputs"), acceptNull);
            var outputs = Tensors(endpoint, document.RootElement.GetProperty("outputs"), []);
            return new(inputs, outputs, acceptNull);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw RemoteErrors.Invalid(endpoint, "answered metadata of its model that is not of the Open Inference Protocol.", exception);
        }
    }

    /// <summary>A server says that an input may be NULL by its companion, or by a parameter of the input.</summary>
    static List<OipTensor> Tensors(string endpoint, JsonElement list, HashSet<string> acceptNull)
    {
        var tensors = new List<OipTensor>();
        foreach (var element in list.EnumerateArray())
        {
            var name = Text(element, "name");
            if (name.EndsWith(ValidSuffix, StringComparison.Ordinal))
            {
                acceptNull.Add(name[..^ValidSuffix.Length]);
                continue;
            }

            if (element.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object &&
                parameters.TryGetProperty("accepts_null", out var accepts) && accepts.ValueKind == JsonValueKind.True)
                acceptNull.Add(name);
            var datatype = Text(element, "datatype");
            var type = OipDatatypes.Parse(datatype) ?? throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Endpoint '{endpoint}' has a model with the tensor '{Sanitised.Text(name)}' of the type {Sanitised.Text(datatype)}, which has no SQL type.",
                "Export the model with float32 or float64 tensors.");
            tensors.Add(new(name, type, [.. element.GetProperty("shape").EnumerateArray().Select(Dimension)]));
        }

        return tensors;
    }

    static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? throw new FormatException(property);

    static long Dimension(JsonElement element) => element.GetInt64() is >= -1 and <= int.MaxValue and var size ? size : throw new FormatException("shape");
}
