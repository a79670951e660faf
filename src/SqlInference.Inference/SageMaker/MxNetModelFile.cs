using System.Text;
using System.Text.Json;
using SqlInference.Errors;

namespace SqlInference.Inference.SageMaker;

/// <summary>
/// The file in the archives of those of Amazon SageMaker's algorithms that run on MXNet, turned into ONNX: of the linear
/// learner, and of k-means, whose file is nothing but the centres.
/// </summary>
public static class MxNetModelFile
{
    public const string Name = "model_algo-1";

    static readonly byte[] Zip = "PK\x3\x4"u8.ToArray();

    /// <summary>Whether the file is one by its name; no other is.</summary>
    public static bool IsOne(string path) => Path.GetFileName(path) == Name;

    /// <param name="model">What errors call the model.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, or of an algorithm that cannot be read.</exception>
    public static byte[] ToOnnx(Stream file, string model)
    {
        using var content = new MemoryStream();
        file.CopyTo(content);
        try
        {
            return Write(content, model);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or EndOfStreamException or InvalidOperationException { InnerException: DecoderFallbackException })
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                $"Model '{model}' is no model of Amazon SageMaker's linear learner or k-means that can be read: {exception.Message.TrimEnd('.')}.", "Copy or download the archive again.", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new SqlInferenceException(ErrorConditions.ModelOperatorUnknown,
                $"Model '{model}' has {exception.Message}, which cannot be evaluated here.", "Train the model here, or export it to ONNX.", exception);
        }
    }

    static byte[] Write(MemoryStream content, string model)
    {
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (bytes.StartsWith(Zip))
        {
            content.Position = 0;
            return LinearLearnerGraph.Write(LinearLearner.Read(content), model);
        }

        if (!MxNetArrays.IsOne(bytes))
            throw new InvalidDataException("it is neither a zip file nor parameters of MXNet's");
        return MxNetArrays.Read(bytes) switch
        {
            [{ Name: "", IsMatrix: true, Rows: > 0, Columns: > 0 } centres] => KMeansGraph.Write(centres, model),
            var arrays => throw new NotSupportedException($"the arrays {string.Join(", ", arrays.Select(array => $"'{array.Name}'"))}"),
        };
    }
}
