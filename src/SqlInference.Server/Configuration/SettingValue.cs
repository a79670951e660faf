using System.Text.Json;

namespace SqlInference.Server.Configuration;

/// <summary>What was given for a setting, and where: a JSON value in the file, text elsewhere.</summary>
readonly record struct SettingValue(string Source, JsonElement? Json, string? Text)
{
    /// <summary>The value as one word; null where it is a list or an object.</summary>
    public string? AsText() => Json is not { } json ? Text : json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>The value as a list of words; null where it is none.</summary>
    public IReadOnlyList<string>? AsList()
    {
        if (Json is not { ValueKind: JsonValueKind.Array } json)
            return AsText() is { } text ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null;
        var items = json.EnumerateArray().ToArray();
        return items.All(item => item.ValueKind == JsonValueKind.String) ? [.. items.Select(item => item.GetString()!)] : null;
    }
}
