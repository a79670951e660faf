using System;
using System.Collections.Generic;

namespace SqlInference.SqlClr.Json;

/// <summary>A number with the digits that it was written with.</summary>
sealed class JsonNumber
{
    public JsonNumber(string text) => Text = text;

    public string Text { get; }
}

/// <summary>An object. Names are looked for as T-SQL does, whatever their case; of members of one name the last one counts.</summary>
sealed class JsonObject
{
    public Dictionary<string, object?> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    public object? this[string name] => Members.TryGetValue(name, out var value) ? value : null;

    public string? Text(string name) => this[name] as string;
}
