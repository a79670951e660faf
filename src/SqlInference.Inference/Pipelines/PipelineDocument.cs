using System.Text.Json.Serialization;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Features;

namespace SqlInference.Inference.Pipelines;

/// <summary>A pipeline as its file has it; what estimators learnt is in files beside it.</summary>
sealed record PipelineDocument(int Format, IReadOnlyList<InputDocument> Inputs, PipelineTarget Target, IReadOnlyList<MemberDocument> Members)
{
    /// <summary>A document of a later layout is refused.</summary>
    public const int CurrentFormat = 1;
}

sealed record InputDocument(string Name, ElementType Type, bool AcceptsNull);

sealed record MemberDocument(double Weight, Link Link, FeaturePlan Features, EstimatorDocument Estimator);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PipelineDocument))]
sealed partial class PipelineJson : JsonSerializerContext;
