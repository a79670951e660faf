namespace SqlInference.Inference.Onnx.Export;

/// <summary>Something that no graph of ONNX's operators can do as the model does; the message completes "the model …".</summary>
sealed class ExportRefusal(string message, string hint) : Exception(message)
{
    public string Hint => hint;
}
