using Polly;

namespace SqlInference.Inference.Remote.Calls;

/// <summary>What all models of one endpoint share: places for requests under way, and the memory of failures.</summary>
sealed record EndpointGate(SemaphoreSlim Places, ResiliencePipeline<RemoteReply> Pipeline);
