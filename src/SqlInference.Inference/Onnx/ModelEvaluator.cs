using SqlInference.Errors;

namespace SqlInference.Inference.Onnx;

/// <summary>The EVALUATOR setting: what computes the predictions of a model.</summary>
public enum ModelEvaluator
{
    /// <summary>Our own evaluator for trees, ONNX Runtime for everything else.</summary>
    Auto,

    OnnxRuntime,

    /// <summary>Our own evaluator; a model that is something else than trees is refused.</summary>
    Vector,
}

public static class ModelEvaluators
{
    /// <summary>Reads 'auto', 'onnxruntime' or 'vector'; null means 'auto'.</summary>
    public static ModelEvaluator Parse(string? setting) => setting?.ToLowerInvariant() switch
    {
        null or "auto" => ModelEvaluator.Auto,
        "onnxruntime" => ModelEvaluator.OnnxRuntime,
        "vector" => ModelEvaluator.Vector,
        _ => throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
            $"EVALUATOR '{setting}' is not an evaluator.", "Write 'auto', 'onnxruntime' or 'vector'."),
    };

    /// <summary>EVALUATOR 'vector' asks for what cannot be.</summary>
    public static SqlInferenceException NotVector(string model, string why) => new(ErrorConditions.InvalidClauseValue,
        $"Model '{model}' cannot be computed by EVALUATOR 'vector': {why}.",
        "Leave EVALUATOR out: 'auto' takes ONNX Runtime where a model is more than trees.");
}
