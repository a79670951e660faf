using SqlInference.Catalog;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.SageMaker;
using SqlInference.Inference.Trees.XGBoost;
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
        var function = creation.Function(source.Function);
        creation.Functions.CheckName(creation.Name, function);
        using var unpacked = ModelArchive.Unpack(creation, source.Path);
        var found = unpacked is null
            ? ModelFiles.Find(source.Path, creation.Context, creation.FileOptions)
            : ModelFiles.InFolder(source.Path, ModelArchive.TopFolder(unpacked.Folder), Allowing(unpacked.Folder, creation.FileOptions));
        var isXGBoost = IsXGBoost(creation, found.File);
        using var artifact = isXGBoost ? CopyXGBoost(creation, found, function)
            : MxNetModelFile.IsOne(found.File) ? CopyMxNet(creation, found, function)
            : Copy(creation, found, function);

        var definition = creation.Definition(ModelKind.Local, function) with
        {
            Source = source.Path,
            SourceFormat = isXGBoost ? ModelArtifact.XGBoost : ModelArtifact.Onnx,
        };
        return creation.Start(definition, (version, _) =>
            creation.Service.Catalog.Models.Complete(version.Key, artifact.Commit(), []));
    }

    /// <summary>What has been unpacked may be read; a tokenizer from elsewhere is still held to the operator's folders.</summary>
    static ServiceOptions Allowing(string folder, ServiceOptions options) =>
        options.ModelFolders is { } folders ? options with { ModelFolders = [.. folders, folder] } : options;

    static void RefuseForeignFormat(ModelCreation creation)
    {
        if (creation.Statement.Settings.Format is { } format and not ("ONNX" or "XGBOOST"))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"CREATE MODEL … FROM a file of FORMAT {format} cannot be executed on the {creation.Context.Engine} engine yet.",
                "Convert the model to ONNX.");
        }
    }

    /// <summary>By FORMAT, and where that is not given by the file's name and how it begins.</summary>
    static bool IsXGBoost(ModelCreation creation, string path)
    {
        if (creation.Statement.Settings.Format is { } format)
            return format == "XGBOOST";
        Open(creation, path).Dispose();
        return XGBoostFile.IsOne(path);
    }

    static ArtifactWriter CopyXGBoost(ModelCreation creation, FoundModel found, Catalog.FunctionSignature function)
    {
        creation.Service.Host.RequireFits(creation.Name, new FileInfo(found.File).Length);
        return Fill(creation, ModelArtifact.XGBoost, artifact =>
        {
            var name = Path.GetFileName(found.File);
            Copy(creation, found.File, artifact, name);
            using var backend = BackendLoader.LoadTrees(Path.Combine(artifact.Folder, name), creation.Name.ToString(), function, creation.Setting);
            Describe(creation, artifact, name, function, backend, backend.ClassLabels);
        });
    }

    /// <summary>What MXNet computed, ONNX Runtime does.</summary>
    static ArtifactWriter CopyMxNet(ModelCreation creation, FoundModel found, Catalog.FunctionSignature function)
    {
        creation.Service.Host.RequireFits(creation.Name, new FileInfo(found.File).Length);
        using var original = Open(creation, found.File);
        var content = MxNetModelFile.ToOnnx(original, creation.Name.ToString());
        return Fill(creation, ModelArtifact.Onnx, artifact =>
        {
            using var onnx = new MemoryStream(content);
            artifact.AddFile(ModelFiles.UsualName, onnx);
            Check(creation, artifact, ModelFiles.UsualName, null, function);
        });
    }

    static ArtifactWriter Copy(ModelCreation creation, FoundModel found, Catalog.FunctionSignature function)
    {
        var file = OnnxModelFile.Open(found.File, creation.Name.ToString());
        creation.Service.Host.RequireFits(creation.Name, file.Bytes);
        var text = TextModelFiles.Find(creation, file, found, function);
        return Fill(creation, text is null ? ModelArtifact.Onnx : ModelArtifact.Text, artifact =>
        {
            Copy(creation, found.File, artifact, Path.GetFileName(found.File));
            foreach (var external in file.ExternalFiles)
                Copy(creation, Path.Combine(Path.GetDirectoryName(found.File)!, external), artifact, external);
            foreach (var part in text?.All ?? [])
                Copy(creation, part, artifact, Path.GetFileName(part));
            Check(creation, artifact, Path.GetFileName(found.File), text, function);
        });
    }

    static ArtifactWriter Fill(ModelCreation creation, string kind, Action<ArtifactWriter> fill)
    {
        var artifact = creation.Service.Artifacts.Create(kind);
        try
        {
            fill(artifact);
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

    public static FileStream Open(ModelCreation creation, string path)
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
    static void Check(ModelCreation creation, ArtifactWriter artifact, string mainFile, TextModelFiles? text, Catalog.FunctionSignature function)
    {
        var (name, options) = (creation.Name.ToString(), creation.Service.Options);
        var path = Path.Combine(artifact.Folder, mainFile);
        if (text is null)
        {
            using var backend = OnnxBackend.Load(path, BackendLoader.OnnxOptionsOf(name, function, creation.Setting, options));
            Describe(creation, artifact, mainFile, function, backend, backend.ClassLabels);
        }
        else
        {
            using var backend = BackendLoader.LoadText(path, text.TokenizerName, name, function, creation.Setting, options);
            artifact.Properties[ModelArtifact.Tokenizer] = text.TokenizerName;
            Describe(creation, artifact, mainFile, function, backend, backend.ClassLabels);
        }
    }

    static void Describe(
        ModelCreation creation, ArtifactWriter artifact, string mainFile, Catalog.FunctionSignature function,
        IModelBackend backend, IReadOnlyList<string> labels)
    {
        creation.Service.Host.RequireFits(creation.Name, backend.MemoryBytes);
        ModelArtifact.Describe(artifact, mainFile, backend.Signature, labels);
        creation.Functions.Check(creation.Name, function, backend.Signature, ModelArtifact.HasLabels(artifact));
    }
}
