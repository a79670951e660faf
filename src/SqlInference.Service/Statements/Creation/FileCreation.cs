using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Onnx;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements.Creation;

/// <summary>
/// CREATE MODEL … FROM 'file': the file is copied, checked as it will be served, and only then recorded. What happens to
/// the original later changes nothing.
/// </summary>
static class FileCreation
{
    public static StatementRun Begin(ModelCreation creation, FileSource source)
    {
        RefuseForeignFormat(creation);
        var path = ModelFiles.Find(source.Path, creation.Context, creation.Service.Options);
        var function = creation.Function(source.Function);
        creation.Functions.CheckName(creation.Name, function);
        using var artifact = Copy(creation, path);
        Check(creation, artifact, Path.GetFileName(path), function);

        var definition = creation.Definition(ModelKind.Local, function) with { Source = source.Path, SourceFormat = "onnx" };
        return creation.Start(definition, (version, _) =>
            creation.Service.Catalog.Models.Complete(version.Key, artifact.Commit(), []));
    }

    static void RefuseForeignFormat(ModelCreation creation)
    {
        if (creation.Statement.Settings.Format is { } format && format != "ONNX")
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"CREATE MODEL … FROM a file of FORMAT {format} cannot be executed on the {creation.Context.Engine} engine yet.",
                "Convert the model to ONNX.");
        }
    }

    static ArtifactWriter Copy(ModelCreation creation, string path)
    {
        var file = OnnxModelFile.Open(path, creation.Name.ToString());
        var artifact = creation.Service.Artifacts.Create(ModelArtifact.Onnx);
        try
        {
            Copy(creation, path, artifact, Path.GetFileName(path));
            foreach (var external in file.ExternalFiles)
                Copy(creation, Path.Combine(Path.GetDirectoryName(path)!, external), artifact, external);
            return artifact;
        }
        catch
        {
            artifact.Dispose();
            throw;
        }
    }

    static void Copy(ModelCreation creation, string from, ArtifactWriter artifact, string name)
    {
        using var stream = Open(creation, from);
        artifact.AddFile(name, stream);
    }

    static FileStream Open(ModelCreation creation, string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                $"Model '{creation.Name}': the file '{path}' cannot be read: {exception.Message}",
                "Give the user that the service runs as the right to read it.", exception);
        }
    }

    /// <summary>Loads the copy as it will be loaded for queries.</summary>
    static void Check(ModelCreation creation, ArtifactWriter artifact, string mainFile, Catalog.FunctionSignature function)
    {
        var settings = creation.Settings();
        var options = BackendLoader.OnnxOptionsOf(creation.Name.ToString(), function,
            key => settings.FirstOrDefault(setting => setting.Name == key)?.Value, creation.Service.Options);
        using var backend = OnnxBackend.Load(Path.Combine(artifact.Folder, mainFile), options);
        ModelArtifact.Describe(artifact, mainFile, backend.Signature, backend.ClassLabels);
        creation.Functions.Check(creation.Name, function, backend.Signature, ModelArtifact.HasLabels(artifact));
    }
}
