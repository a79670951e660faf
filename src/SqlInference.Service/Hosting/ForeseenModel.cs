using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Inference.Backends;

namespace SqlInference.Service.Hosting;

/// <summary>What is known of a model when the rows are in that it is trained on: enough to define its functions.</summary>
static class ForeseenModel
{
    const string Signature = "signature";
    const string Labels = "labels";

    public static string Write(ModelSignature signature, IReadOnlyList<string> labels) => new JsonObject
    {
        [Signature] = SignatureDocument.Write(signature),
        [Labels] = new JsonArray([.. labels]),
    }.ToJsonString();

    /// <summary>Null of a version that is complete, or of which nothing is foreseen.</summary>
    public static (ModelSignature Signature, IReadOnlyList<string> Labels)? Of(VersionRecord version)
    {
        if (version is not { CompletedAt: null, Definition.Foreseen: { } text })
            return null;
        var document = JsonNode.Parse(text)!;
        return (SignatureDocument.Read(document[Signature]!), [.. document[Labels]!.AsArray().Select(label => (string)label!)]);
    }
}
