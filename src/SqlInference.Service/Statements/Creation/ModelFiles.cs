using SqlInference.Errors;
using SqlInference.Inference.SageMaker;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Service.Statements.Creation;

/// <summary>Finds the model file that a statement names, within the folders that the operator allows.</summary>
static class ModelFiles
{
    public const string UsualName = "model.onnx";

    /// <summary>Where some exporters put the model within the folder that they write.</summary>
    const string UsualFolder = "onnx";

    public static FoundModel Find(string path, StatementContext context, ServiceOptions options)
    {
        var full = Locate(path, context, options);
        if (Directory.Exists(full))
            return InFolder(path, full, options);
        if (!File.Exists(full))
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                $"There is no model file '{path}'.", $"It was looked for as {LocalFiles.Candidates(path, context.ScriptFolder)}.");
        }

        return new FoundModel(full, [Path.GetDirectoryName(full)!], options);
    }

    /// <summary>The only ONNX model in a folder, or the one that has the usual name; where there is none, the only one of XGBoost's, or SageMaker's.</summary>
    public static FoundModel InFolder(string path, string folder, ServiceOptions options)
    {
        var inside = Path.Combine(folder, UsualFolder);
        var models = Directory.GetFiles(folder, "*.onnx");
        if (models.Length == 0 && Directory.Exists(inside))
            models = Directory.GetFiles(inside, "*.onnx");
        var kind = ".onnx file";
        if (models.Length == 0 && Directory.GetFiles(folder).Where(XGBoostFile.IsOne).ToArray() is { Length: > 0 } ofXGBoost)
            (models, kind) = (ofXGBoost, "XGBoost model");
        var model = models.Length == 1 ? models[0] : models.FirstOrDefault(file => Path.GetFileName(file) == UsualName);
        if (models.Length == 0 && Path.Combine(folder, MxNetModelFile.Name) is var ofMxNet && File.Exists(ofMxNet))
            model = ofMxNet;
        if (model is null)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                models.Length == 0 ? $"There is no {kind} in folder '{path}'." : $"There are {models.Length} {kind}s in folder '{path}'.",
                "Name the file itself.");
        }

        CheckAllowed(path, model, options);
        return new FoundModel(model, [.. new[] { Path.GetDirectoryName(model)!, folder }.Distinct()], options);
    }

    /// <summary>The full path of what a statement names, whether or not it is there.</summary>
    public static string Locate(string path, StatementContext context, ServiceOptions options)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"CREATE MODEL … FROM '{path}' cannot be executed on the {context.Engine} engine yet: only files and folders can be read.",
                "Download the model and give the path of the file.");
        }

        var full = LocalFiles.Resolve(path, context.ScriptFolder);
        CheckAllowed(path, full, options);
        return full;
    }

    // Links are followed first: what counts is where the file really lies.
    public static void CheckAllowed(string path, string full, ServiceOptions options)
    {
        if (options.ModelFolders is not { } folders)
            return;
        if (LocalFiles.RealPath(full) is { } real && folders.Select(LocalFiles.RealPath).OfType<string>().Any(folder => LocalFiles.IsWithin(real, folder)))
            return;
        throw new SqlInferenceException(ErrorConditions.ModelPathNotAllowed,
            $"The model file '{path}' is outside the folders that models may be read from.",
            "Put it into an allowed folder, or ask an administrator to allow this one.");
    }
}
