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
        var artifact = Keep(creation, path, function);

        var definition = creation.Definition(ModelKind.Local, function) with { Source = source.Path, SourceFormat = "onnx" };
        if (creation.BeginVersion(definition) is not { } version)
            return creation.Skipped();

        var run = new CreateModelRun(creation, version);
        creation.Service.Catalog.Models.Complete(version.Key, artifact, []);
        return run;
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

    static string Keep(ModelCreation creation, string path, Catalog.FunctionSignature function)
    {
        var name = creation.Name.ToString();
        var file = OnnxModelFile.Open(path, name);
        using var artifact = creation.Service.Artifacts.Create(ModelArtifact.Onnx);
        var main = Path.GetFileName(path);
        Copy(path, artifact, main);
        foreach (var external in file.ExternalFiles)
            Copy(Path.Combine(Path.GetDirectoryName(path)!, external), artifact, external);

        var settings = creation.Settings();
        var options = ModelHost.OnnxOptionsOf(name, function,
            key => settings.FirstOrDefault(setting => setting.Name == key)?.Value, creation.Service.Options);
        using (var backend = OnnxBackend.Load(Path.Combine(artifact.Folder, main), options))
        {
            creation.Functions.Check(name, function, backend.Signature);
            ModelArtifact.Describe(artifact, main, backend.Signature, backend.ClassLabels);
        }

        return artifact.Commit();
    }

    static void Copy(string from, ArtifactWriter artifact, string name)
    {
        using var stream = File.OpenRead(from);
        artifact.AddFile(name, stream);
    }
}
