using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Inference.Text.Files;

/// <summary>An object in a JSON file of a tokenizer, read with errors that name the file and the place.</summary>
readonly struct JsonPart(JsonElement element, TokenizerErrors errors, string place)
{
    /// <summary>The object of a whole file.</summary>
    public static JsonPart Read(byte[] content, TokenizerErrors errors)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return new JsonPart(document.RootElement.Clone(), errors, "").AsObject();
        }
        catch (JsonException exception)
        {
            throw errors.Invalid($"it is not JSON: {FirstSentence(exception.Message)}", inner: exception);
        }
    }

    public JsonElement Element => element;

    public string Place => place;

    public string? Type => Text("type");

    /// <summary>A value that is there and not null.</summary>
    public bool TryFind(string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    public JsonPart? Part(string name) => TryFind(name, out var value) ? new JsonPart(value, errors, PlaceOf(name)).AsObject() : null;

    public JsonPart RequiredPart(string name) => Part(name) ?? throw errors.Invalid($"it has no {PlaceOf(name)}");

    public IEnumerable<JsonPart> Parts(string name)
    {
        if (!TryFind(name, out var list))
            yield break;
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list");
        foreach (var item in list.EnumerateArray())
            yield return new JsonPart(item, errors, PlaceOf(name)).AsObject();
    }

    public string? Text(string name) => !TryFind(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "text");

    public string RequiredText(string name) => Text(name) ?? throw errors.Invalid($"it has no {PlaceOf(name)}");

    public bool? Flag(string name) => !TryFind(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");

    public int? Number(string name) => !TryFind(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : throw Wrong(name, "a number");

    public int RequiredNumber(string name) => Number(name) ?? throw errors.Invalid($"it has no {PlaceOf(name)}");

    JsonPart AsObject() => element.ValueKind == JsonValueKind.Object ? this
        : throw errors.Invalid(place.Length == 0 ? "it is not a JSON object" : $"{place} is not an object");

    SqlInferenceException Wrong(string name, string kind) => errors.Invalid($"{PlaceOf(name)} is not {kind}");

    string PlaceOf(string name) => place.Length == 0 ? name : $"{place}.{name}";

    static string FirstSentence(string message) => message.Split(". ")[0].TrimEnd('.');
}
