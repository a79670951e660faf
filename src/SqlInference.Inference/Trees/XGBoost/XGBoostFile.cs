using SqlInference.Errors;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>Model files as XGBoost's save_model writes them: JSON, UBJSON, or the older binary format. Which it is shows in the first bytes.</summary>
public static class XGBoostFile
{
    const string SaveAgain = "Save the model again with booster.save_model('model.json') or 'model.ubj'.";

    /// <summary>What Amazon SageMaker's algorithm calls the file in its archives, whatever the format.</summary>
    const string NameInArchives = "xgboost-model";

    const int RecognisedBytes = 64;

    /// <summary>Whether a file is XGBoost's by its name in archives, or begins as they do: with the binary format's mark, or with an object whose first value is called "learner".</summary>
    public static bool IsOne(string path)
    {
        if (Path.GetFileName(path) == NameInArchives)
            return true;
        Span<byte> start = stackalloc byte[RecognisedBytes];
        using var stream = File.OpenRead(path);
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return XGBoostBinary.IsOne(start) || ((IsUbj(start) || IsJson(start)) && start.IndexOf("learner"u8) >= 0);
    }

    /// <param name="model">What errors call the model.</param>
    /// <exception cref="SqlInferenceException">The file is missing, damaged, or of a kind that cannot be evaluated.</exception>
    public static XGBoostModel Read(string path, string model)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileMissing, $"Model '{model}': there is no file '{path}'.",
                "Check the path; it is read on the machine where the service runs.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.FileNotReadable, $"Model '{model}': the file '{path}' cannot be read: {exception.Message}",
                "Give the user that the service runs as the right to read it.", exception);
        }

        return Read(content, model);
    }

    public static XGBoostModel Read(byte[] content, string model)
    {
        if (content.Length == 0)
            throw new SqlInferenceException(ErrorConditions.ModelFileEmpty, $"Model '{model}': the file is empty.", "Copy or download the model again.");
        if (IsPickle(content))
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{model}' is a Python pickle, which may hold any program and is never opened.",
                "Where you trust it, load it in Python with the XGBoost it was made by, and save it again: pickle.load(open('xgboost-model', 'rb')).save_model('model.json').");
        }

        try
        {
            if (XGBoostBinary.IsOne(content))
                return XGBoostBinary.Read(content);
            return XGBoostReader.Read(
                IsUbj(content) ? UbjPart.Read(content)
                : IsJson(content) ? JsonPart.Read(content)
                : throw new InvalidDataException("it is neither JSON nor UBJSON"));
        }
        catch (InvalidDataException exception)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{model}' is not an XGBoost model that can be read: {exception.Message}.", SaveAgain, exception);
        }
        catch (NotSupportedException exception)
        {
            throw new SqlInferenceException(ErrorConditions.ModelOperatorUnknown,
                $"Model '{model}' has {exception.Message}, which cannot be evaluated here.",
                "Train it without, or export the model to ONNX.", exception);
        }
    }

    /// <summary>Behind the brace comes a length of a name, or the number of names.</summary>
    static bool IsUbj(ReadOnlySpan<byte> content) =>
        content is [(byte)'{', (byte)'i' or (byte)'U' or (byte)'I' or (byte)'l' or (byte)'L' or (byte)'#' or (byte)'$', ..];

    // Of protocol 2 or later; older ones begin like no model does.
    static bool IsPickle(ReadOnlySpan<byte> content) => content is [0x80, >= 2 and <= 5, ..];

    static bool IsJson(ReadOnlySpan<byte> content) => content.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
