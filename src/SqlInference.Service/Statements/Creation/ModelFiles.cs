using SqlInference.Errors;

namespace SqlInference.Service.Statements.Creation;

/// <summary>Finds the model file that a statement names, within the folders that the operator allows.</summary>
static class ModelFiles
{
    public static string Find(string path, StatementContext context, ServiceOptions options)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"CREATE MODEL … FROM '{path}' cannot be executed on the {context.Engine} engine yet: only files and folders can be read.",
                "Download the model and give the path of the file.");
        }

        if (path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"CREATE MODEL … FROM '{path}' cannot be executed on the {context.Engine} engine yet: archives are not unpacked.",
                "Unpack it and give the path of the model file.");
        }

        var full = LocalFiles.Resolve(path, context);
        CheckAllowed(path, full, options);
        if (Directory.Exists(full))
            full = OnlyModelIn(path, full);
        if (!File.Exists(full))
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                $"There is no model file '{path}'.", $"It was looked for as {LocalFiles.Candidates(path, context)}.");
        }

        CheckAllowed(path, full, options);
        return full;
    }

    static string OnlyModelIn(string path, string folder)
    {
        var models = Directory.GetFiles(folder, "*.onnx");
        return models.Length == 1 ? models[0] : throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
            models.Length == 0 ? $"There is no .onnx file in folder '{path}'." : $"There are {models.Length} .onnx files in folder '{path}'.",
            "Name the file itself.");
    }

    // Links are followed first: what counts is where the file really lies.
    static void CheckAllowed(string path, string full, ServiceOptions options)
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
