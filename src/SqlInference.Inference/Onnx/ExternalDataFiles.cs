using SqlInference.Errors;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// Checks the files beside a model in which it keeps its weights, before ONNX Runtime opens them: a model is somebody
/// else's file, and must not make us read anything outside its own folder.
/// </summary>
static class ExternalDataFiles
{
    const int MostLinks = 40;

    /// <summary>The paths of the files, relative to the model's folder.</summary>
    public static IReadOnlyList<string> Check(string model, string modelPath, IReadOnlyDictionary<string, long> locations)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        foreach (var (location, bytes) in locations)
        {
            if (!StaysInside(folder, location))
            {
                throw new SqlInferenceException(ErrorConditions.ModelExternalDataNotAllowed,
                    $"Model '{model}' keeps weights in '{location}', which is outside the model's folder.",
                    "Save the model with its external data beside it, named by a relative path and not through a link.");
            }

            RequireBytes(model, folder, location, bytes);
        }

        return [.. locations.Keys];
    }

    static void RequireBytes(string model, string folder, string location, long bytes)
    {
        var file = new FileInfo(Path.Combine(folder, location));
        if (!file.Exists)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                $"Model '{model}' keeps weights in '{location}', which is missing.",
                "Put that file where it was, relative to the model, when the model was saved.");
        }

        // A link is as long as its target, which StaysInside has found to be one of ours.
        var length = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        if (length < bytes)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{model}' keeps weights in '{location}', which has {length} bytes instead of at least {bytes}.",
                "Copy the file again, or save the model again.");
        }
    }

    static bool StaysInside(string folder, string location)
    {
        // ONNX Runtime takes locations with this name for addresses in memory.
        if (location.Length == 0 || location.Contains('\0') || location.Contains("_ORT_MEM_ADDR_", StringComparison.Ordinal)
            || Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
        {
            return false;
        }

        var root = RealPath(folder);
        return root is not null && RealPath(Path.Combine(folder, location)) is { } real
            && real.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    /// <summary>The path with every link on the way followed; null where links go in circles.</summary>
    static string? RealPath(string path)
    {
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "/";
        for (var links = 0; left.TryPop(out var part);)
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (Path.IsPathRooted(target))
                real = "/";
            foreach (var segment in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                left.Push(segment);
        }

        return real;
    }
}
