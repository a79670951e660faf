using SqlInference.Inference.Features;

namespace SqlInference.Inference.Pipelines;

/// <summary>One estimator of a pipeline, with the features it was fitted on.</summary>
/// <param name="Weight">What its answers count for; the weights of all members add up to 1.</param>
public sealed record PipelineMember(double Weight, FeaturePlan Features, Estimator Estimator, Link Link);
