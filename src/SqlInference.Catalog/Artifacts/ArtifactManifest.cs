using System.Text.Json;
using System.Text.Json.Nodes;

namespace SqlInference.Catalog;

/// <summary>What an artifact consists of. The SHA-256 of its canonical bytes is the artifact's id.</summary>
public sealed record ArtifactManifest(string Format, IReadOnlyList<ArtifactFile> Files, JsonObject Properties)
{
    public const string FileName = "manifest.json";

    /// <summary>UTF-8 JSON without blanks, members and files in ordinal order of their names: equal content has equal bytes.</summary>
    internal byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("files");
            foreach (var file in Files.OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("name", file.Name);
                writer.WriteString("sha256", file.Sha256);
                writer.WriteNumber("size", file.Size);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("format", Format);
            writer.WritePropertyName("properties");
            WriteSorted(writer, Properties);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Null if the bytes are not a manifest.</summary>
    internal static ArtifactManifest? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var root = JsonNode.Parse(bytes)!;
            var files = root["files"]!.AsArray().Select(file => new ArtifactFile(
                (string)file!["name"]!, (string)file["sha256"]!, (long)file["size"]!));
            return new ArtifactManifest((string)root["format"]!, [.. files], root["properties"]!.DeepClone().AsObject());
        }
        catch (Exception exception) when (exception is JsonException or NullReferenceException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    static void WriteSorted(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
