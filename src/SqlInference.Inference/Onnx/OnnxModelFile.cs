using SqlInference.Errors;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// An ONNX model as it lies on disk, read and checked but not loaded. The whole file is read once, and ONNX Runtime is
/// given these very bytes: so what was checked is what runs, even where somebody replaces the file meanwhile (a mapped
/// file would take the process down when it is cut short).
/// </summary>
public sealed class OnnxModelFile
{
    const long OneSession = 256 << 10;
    const long LeastBytesForGpu = 1 << 20;

    OnnxModelFile(string name, string path, byte[] content, OnnxFileFacts facts, IReadOnlyList<string> externalFiles)
    {
        Name = name;
        FilePath = path;
        Content = content;
        Facts = facts;
        ExternalFiles = externalFiles;
    }

    /// <summary>How errors call the model.</summary>
    public string Name { get; }

    public string FilePath { get; }

    /// <summary>The files in which the model keeps weights, relative to its folder: copy them along with it.</summary>
    public IReadOnlyList<string> ExternalFiles { get; }

    /// <summary>The class labels of each operator of the model that has some.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ClassLabels => Facts.ClassLabels;

    /// <summary>True where the model takes the numbers of tokens, as transformers do.</summary>
    public bool TakesTokens => Facts.Inputs.Any(input => input.Name == Text.Backend.TextInputs.Ids);

    /// <summary>True where the model takes text itself.</summary>
    public bool TakesText => Facts.Inputs.Any(input => input.IsText);

    /// <summary>
    /// True where 'auto' should look for a GPU: for transformers, and for others that have enough to compute to repay a call of
    /// one. Operators of trees and linear models exist for the CPU only.
    /// </summary>
    internal bool GainsByGpu => TakesTokens || (Bytes >= LeastBytesForGpu && !Facts.Operators.Any(used => used.Domain == "ai.onnx.ml"));

    internal byte[] Content { get; }

    /// <summary>The size of all files together.</summary>
    public long Bytes => Content.Length + ExternalFiles.Sum(file => new FileInfo(Path.Combine(Folder, file)).Length);

    /// <summary>
    /// What a session of it takes, without what single calls take. Of what is in the file itself, ONNX Runtime keeps a second
    /// copy, laid out for its kernels; the rest was measured on small models.
    /// </summary>
    internal long SessionBytes => OneSession + Bytes + Content.Length;

    internal OnnxFileFacts Facts { get; }

    internal string Folder => Path.GetDirectoryName(Path.GetFullPath(FilePath))!;

    /// <summary>Reads and checks a model; <paramref name="displayName"/> is what errors call it, by default the file's name.</summary>
    public static OnnxModelFile Open(string path, string? displayName = null)
    {
        var name = displayName ?? Path.GetFileName(path);
        var content = Read(name, path);
        try
        {
            var facts = OnnxModelInspector.Inspect(content);
            return new OnnxModelFile(name, path, content, facts, ExternalDataFiles.Check(name, path, facts.ExternalData));
        }
        catch (ProtobufException exception)
        {
            throw Invalid(name, content, exception);
        }
    }

    static byte[] Read(string name, string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new SqlInferenceException(ErrorConditions.ModelFileMissing,
                    Directory.Exists(path) ? $"Model '{name}': '{path}' is a folder, not an ONNX file." : $"Model '{name}': there is no file '{path}'.",
                    "Check the path; it is read on the machine where the service runs.");
            }

            if (file.Length > Array.MaxLength)
            {
                throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                    $"Model '{name}': '{path}' is larger than the 2 GB that an ONNX file can have.", "Save the model with external data.");
            }

            var content = File.ReadAllBytes(path);
            return content.Length > 0 ? content : throw new SqlInferenceException(ErrorConditions.ModelFileEmpty,
                $"Model '{name}': the file '{path}' is empty.", "Copy or download the model again.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable,
                $"Model '{name}': the file '{path}' cannot be read: {exception.Message}",
                "Give the user that the service runs as the right to read it.", exception);
        }
    }

    static SqlInferenceException Invalid(string name, byte[] content, ProtobufException exception)
    {
        if (ForeignFormat.Recognise(content) is { } format)
        {
            return new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{name}' is not an ONNX model; it looks like {format.Name}.", format.Hint, exception);
        }

        // Every exporter writes the version of the format first: field 1, a small number.
        var startsLikeOnnx = content.Length > 1 && content[0] == 0x08 && content[1] is > 0 and < 64;
        return exception.Truncated && startsLikeOnnx
            ? new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{name}' is truncated: the file ends after {content.Length} bytes, in the middle of the model.",
                "Copy or download the model again.", exception)
            : new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{name}' is not an ONNX model.", "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.", exception);
    }
}
