using SqlInference.Errors;

namespace SqlInference.Inference.Batching;

/// <summary>A model has as much waiting as it may have, and took no more.</summary>
public sealed class QueueFullException(string message, string hint, TimeSpan retryAfter)
    : SqlInferenceException(ErrorConditions.QueueFull, message, hint)
{
    /// <summary>How long the model will take for what waits already, as it has gone lately.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
