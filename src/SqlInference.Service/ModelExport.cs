using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Onnx.Export;
using SqlInference.Inference.Pipelines;
using SqlInference.Service.Hosting;

namespace SqlInference.Service;

/// <summary>Takes a model away: the version that serves, as one ONNX file.</summary>
public static class ModelExport
{
    /// <param name="name">The model by <c>schema.model</c>, or by its name alone where only one schema has it.</param>
    public static void Write(ICatalog catalog, ArtifactStore artifacts, string database, string name, string path)
    {
        var model = ModelByName.Find(catalog, database, name);
        if (model.CurrentVersion is not { } version)
            throw new SqlInferenceException(ErrorConditions.ModelNotReady, $"Model '{model.Name}' has no version that serves yet.", "SHOW MODEL says how far it is.");
        var artifact = catalog.Models.FindVersion(new(model.Id, version))?.ArtifactId;
        var manifest = artifact is null ? null : artifacts.Read(artifact);
        if (manifest?.Format != ModelArtifact.Trained)
            throw Refusal(model, manifest?.Format);
        using var pipeline = PipelineFile.Read(artifacts.PathOf(artifact!, (string)manifest.Properties[ModelArtifact.MainFile]!));
        PipelineExport.Write(pipeline, model.Name.ToString(), path);
    }

    static SqlInferenceException Refusal(ModelRecord model, string? format)
    {
        var (what, hint) = format switch
        {
            null => ("it is answered by an endpoint", "Take it from where the endpoint is."),
            ModelArtifact.Forest => ("it is a random cut forest, whose scores ONNX's operators cannot express", "Take a backup of the data folder instead."),
            ModelArtifact.Forecast => ("it is a forecast, which is a table and no function", "Export what SELECT * FROM forecast('…') gives."),
            _ => ("it was made from a file", $"Take that file: {model.Definition.Source}."),
        };
        return new(ErrorConditions.ModelNotExportable, $"Model '{model.Name}' cannot be exported: {what}.", hint);
    }
}
