using System.Text.Json.Nodes;
using SqlInference.Catalog;
using SqlInference.Inference.Backends;

namespace SqlInference.Service.Hosting;

/// <summary>What every artifact of a model holds besides its files.</summary>
static class ModelArtifact
{
    public const string Onnx = "onnx";
    public const string Text = "onnx_text";
    public const string Forest = "random_cut_forest";
    public const string XGBoost = "xgboost";
    public const string Trained = "trained";
    public const string Forecast = "forecast";

    /// <summary>The property that names the file to load.</summary>
    public const string MainFile = "main";

    /// <summary>The property that names the file from which a text model's tokenizer is read.</summary>
    public const string Tokenizer = "tokenizer";

    /// <summary>The file that says what a text model's labels are; not every model has one.</summary>
    public const string Configuration = "config.json";

    /// <summary>The output that holds a classifier's probabilities.</summary>
    public const string Probabilities = "probabilities";

    const string Signature = "signature";
    const string Labels = "labels";

    public static void Describe(ArtifactWriter artifact, string mainFile, ModelSignature signature, IReadOnlyList<string>? labels = null)
    {
        artifact.Properties[MainFile] = mainFile;
        artifact.Properties[Signature] = SignatureDocument.Write(signature);
        // Labels of a classifier that gives no probabilities stand for nothing.
        if (labels is { Count: > 0 } && signature.Outputs.Any(output => output.Name == Probabilities && output.Type.ListLength == labels.Count))
            artifact.Properties[Labels] = new JsonArray([.. labels]);
    }

    public static bool HasLabels(ArtifactWriter artifact) => artifact.Properties.ContainsKey(Labels);

    public static ModelSignature SignatureOf(ArtifactManifest manifest) => SignatureDocument.Read(manifest.Properties[Signature]!);

    /// <summary>What the probabilities of a classifier stand for; none for other models.</summary>
    public static IReadOnlyList<string> LabelsOf(ArtifactManifest manifest) =>
        manifest.Properties[Labels] is { } labels ? [.. labels.AsArray().Select(label => (string)label!)] : [];
}
