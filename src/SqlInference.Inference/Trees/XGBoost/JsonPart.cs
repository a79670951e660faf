using System.Text.Json;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>A value in a JSON document.</summary>
sealed class JsonPart(JsonElement element) : DocumentPart
{
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    public static JsonPart Read(byte[] document)
    {
        try
        {
            return new JsonPart(JsonDocument.Parse(Strict(document)).RootElement) { Place = "" };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"it is not JSON: {exception.Message.Split(". ")[0].TrimEnd('.')}", exception);
        }
    }

    public override DocumentPart? Find(string name) =>
        element.ValueKind != JsonValueKind.Object ? throw Not("an object")
        : element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonPart(value) { Place = PlaceOf(name) }
        : null;

    public override IReadOnlyList<DocumentPart> Items() =>
        [.. Elements().Select((item, i) => new JsonPart(item) { Place = PlaceOf(i) })];

    public override string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Not("text");

    public override float[] Floats() =>
        [.. Elements().Select(item =>
            item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out var number) ? number
            : item.ValueKind == JsonValueKind.String && item.ValueEquals("N"u8) ? float.NaN
            : throw Not("a list of numbers"))];

    public override int[] Integers() => [.. Elements().Select(Integer)];

    int Integer(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when item.TryGetInt32(out var number) => number,
        _ => throw Not("a list of whole numbers"),
    };

    /// <summary>XGBoost writes NaN and Infinity, which JSON does not have: they become the text N and a number that is too large.</summary>
    static byte[] Strict(byte[] document)
    {
        var strict = document.AsSpan().IndexOf("NaN"u8) >= 0 || document.AsSpan().IndexOf("Infinity"u8) >= 0 ? [.. document] : document;
        for (int at = 0, inText = 0; strict != document && at < strict.Length; at++)
        {
            var rest = strict.AsSpan(at);
            if (rest[0] == '"')
                inText = 1 - inText;
            else if (inText == 1)
                at += rest[0] == '\\' ? 1 : 0;
            else if (rest.StartsWith("NaN"u8))
            {
                "\"N\""u8.CopyTo(rest);
                at += 2;
            }
            else if (rest.StartsWith("Infinity"u8))
                "1e999999"u8.CopyTo(rest);
        }

        return strict;
    }

    JsonElement.ArrayEnumerator Elements() => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw Not("a list");
}
