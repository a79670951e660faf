using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace SqlInference.Server.Registry.OpenApi;

/// <summary>
/// The OpenAPI document: openapi.json, less the paths that this server does not have, with the schemas of the registry's
/// documents as they are serialised.
/// </summary>
static partial class OpenApiDocument
{
    const string Resource = "openapi.json";

    static readonly JsonTypeInfo[] Documented =
    [
        RegistryJson.Default.StatementRequest, RegistryJson.Default.FailRequest, RegistryJson.Default.StatementAnswer,
        RegistryJson.Default.DatabaseList, RegistryJson.Default.ModelList, RegistryJson.Default.ModelDocument,
        RegistryJson.Default.VersionList, RegistryJson.Default.EndpointList, RegistryJson.Default.GrantList,
        RegistryJson.Default.StatisticsList, RegistryJson.Default.StatisticsDocument, RegistryJson.Default.ServiceDocument,
        RegistryJson.Default.ExplanationDocument,
        RegistryJson.Default.ForecastList,
    ];

    public static byte[] Build(EndpointDataSource routes)
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)!;
        var document = JsonNode.Parse(stream)!.AsObject();
        KeepServed((JsonObject)document["paths"]!, Served(routes));
        var schemas = (JsonObject)document["components"]!["schemas"]!;
        foreach (var type in Documented)
            schemas[type.Type.Name] = Placed(type.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }), $"#/components/schemas/{type.Type.Name}");
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    /// <summary>Method and path of every route, the names of parameters left out: they do not matter to clients.</summary>
    public static IReadOnlyCollection<string> Served(EndpointDataSource routes) =>
    [
        .. routes.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => Key(method, route.RoutePattern.RawText!)))
            .Distinct(),
    ];

    public static string Key(string method, string path) => $"{method.ToUpperInvariant()} {Parameter().Replace(path, "{}")}";

    static void KeepServed(JsonObject paths, IReadOnlyCollection<string> served)
    {
        foreach (var (path, methods) in paths.ToArray())
        {
            foreach (var method in methods!.AsObject().Select(method => method.Key).Where(method => !served.Contains(Key(method, path))).ToArray())
                methods.AsObject().Remove(method);
            if (methods.AsObject().Count == 0)
                paths.Remove(path);
        }
    }

    /// <summary>What a schema says twice it refers to, counting from itself; in the document it stands elsewhere.</summary>
    static JsonNode Placed(JsonNode schema, string place)
    {
        if (schema is JsonObject members)
        {
            if (members["$ref"] is JsonValue reference)
                members["$ref"] = place + ((string)reference!)[1..];
            foreach (var member in members.Select(member => member.Value).OfType<JsonNode>().ToArray())
                Placed(member, place);
        }
        else if (schema is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
                Placed(item, place);
        }

        return schema;
    }

    static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var provider = context.PropertyInfo is { } property ? property.AttributeProvider : context.TypeInfo.Type;
        var description = provider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault();
        if (description is null)
            return schema;
        // What may be anything has "true" for its schema, which has no room for words.
        var described = schema as JsonObject ?? [];
        described["description"] = description.Description;
        return described;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
