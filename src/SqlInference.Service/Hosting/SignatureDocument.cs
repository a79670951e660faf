using System.Text.Json.Nodes;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model's signature in its artifact's manifest, so that its function can be offered without loading the model. Element
/// types are stored by number, which never changes its meaning.
/// </summary>
static class SignatureDocument
{
    public static JsonObject Write(ModelSignature signature) => new()
    {
        ["inputs"] = new JsonArray([.. signature.Inputs.Select(input => Write(input.Name, input.Type, input.AcceptsNull))]),
        ["outputs"] = new JsonArray([.. signature.Outputs.Select(output => Write(output.Name, output.Type, null))]),
    };

    public static ModelSignature Read(JsonNode document) => new(
        [.. Items(document, "inputs").Select(item => new ModelInput((string)item["name"]!, Type(item), (bool?)item["null"] ?? false))],
        [.. Items(document, "outputs").Select(item => new ModelOutput((string)item["name"]!, Type(item)))]);

    static JsonObject Write(string name, ColumnType type, bool? acceptsNull)
    {
        var item = new JsonObject { ["name"] = name, ["type"] = (int)type.Element };
        if (type.IsList)
            item["list"] = type.ListLength;
        if (acceptsNull == true)
            item["null"] = true;
        return item;
    }

    static IEnumerable<JsonNode> Items(JsonNode document, string key) => document[key]!.AsArray().Select(item => item!);

    static ColumnType Type(JsonNode item) => new((ElementType)(int)item["type"]!, (int?)item["list"] ?? 0);
}
