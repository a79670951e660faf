using SqlInference.Errors;
using SqlInference.Inference.Pipelines;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Trained models as ONNX files that need nothing else.</summary>
public static class PipelineExport
{
    /// <summary>Writes a file that is not there yet, and checks it before it gets its name.</summary>
    /// <param name="model">What errors call the model.</param>
    /// <exception cref="SqlInferenceException">ONNX cannot express the model, the file answers otherwise, or it cannot be written.</exception>
    public static void Write(Pipeline pipeline, string model, string path)
    {
        var content = Content(pipeline, model);
        var draft = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            if (Path.Exists(path))
                throw new IOException("it exists");
            File.WriteAllBytes(draft, content);
            ExportCheck.Run(pipeline, draft, model);
            File.Move(draft, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.DataFolderUnusable,
                $"The file '{path}' cannot be written: {exception.Message.TrimEnd('.')}.", "Name another file.", exception);
        }
        finally
        {
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }

    static byte[] Content(Pipeline pipeline, string model)
    {
        try
        {
            return PipelineGraph.Write(pipeline, model);
        }
        catch (ExportRefusal refusal)
        {
            throw new SqlInferenceException(ErrorConditions.ModelNotExportable, $"Model '{model}' cannot be exported: it {refusal.Message}.", refusal.Hint, refusal);
        }
    }
}
