using System.Text.Json;

namespace SqlInference.Server.Tests.Registry;

/// <summary>As much of JSON Schema as our document uses. Members that a schema does not name are wrong: all have to be documented.</summary>
sealed class SchemaCheck(JsonElement document)
{
    public IEnumerable<string> Run(JsonElement schema, JsonElement value, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        if (schema.TryGetProperty("$ref", out var reference))
            return Run(Resolve(reference.GetString()!), value, place);
        var problems = new List<string>();
        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            problems.Add($"{place} is {TypeOf(value)}, not {type}");
        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(item => item.ToString() == value.ToString()))
            problems.Add($"{place} is '{value}', which is none of {allowed}");
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
            problems.AddRange(Members(schema, properties, value, place));
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            problems.AddRange(value.EnumerateArray().SelectMany((item, i) => Run(items, item, $"{place}[{i}]")));
        return problems;
    }

    public JsonElement Resolve(string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate(document, (at, part) =>
        {
            Assert.True(at.TryGetProperty(part, out var next), $"{reference} leads nowhere");
            return next;
        });
    }

    IEnumerable<string> Members(JsonElement schema, JsonElement properties, JsonElement value, string place)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var property))
                yield return $"{place}.{member.Name} is not documented";
            else
                foreach (var problem in Run(property, member.Value, $"{place}.{member.Name}"))
                    yield return problem;
        }

        if (!schema.TryGetProperty("required", out var required))
            yield break;
        foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
            yield return $"{place}.{name} is missing";
    }

    static string[] Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(item => item.GetString()!)] : [type.GetString()!];

    static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
