using System.Text.Json.Serialization;
using SqlInference.Inference.Explanations;

namespace SqlInference.Inference.Pipelines;

/// <summary>An estimator in a pipeline's file: which kind it is, and the files that hold what it learnt.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TreesDocument), "trees")]
[JsonDerivedType(typeof(TextTreesDocument), "text_trees")]
[JsonDerivedType(typeof(LinearDocument), "linear")]
[JsonDerivedType(typeof(ClusterDocument), "clusters")]
[JsonDerivedType(typeof(PerceptronsDocument), "perceptrons")]
public abstract record EstimatorDocument;

/// <param name="File">XGBoost's model in UBJSON.</param>
public sealed record TreesDocument(string File) : EstimatorDocument;

/// <param name="File">XGBoost's model in UBJSON: features come first, then the scores.</param>
/// <param name="Scores">The weights of terms that texts are scored by.</param>
public sealed record TextTreesDocument(string File, LinearDocument Scores) : EstimatorDocument;

/// <param name="File">The weights.</param>
/// <param name="Texts">The inputs that are read word by word, in the order of their weights.</param>
/// <param name="Means">What a training row is like on average.</param>
public sealed record LinearDocument(string File, IReadOnlyList<TextDocument> Texts, LinearMeans? Means = null) : EstimatorDocument;

/// <param name="File">The centres.</param>
public sealed record ClusterDocument(string File) : EstimatorDocument;

/// <param name="Files">Each of them holds the weights of one.</param>
/// <param name="Background">The rows that others are compared with to explain them.</param>
public sealed record PerceptronsDocument(IReadOnlyList<string> Files, string? Background = null) : EstimatorDocument;

/// <param name="Input">Position of the input in the signature.</param>
/// <param name="File">The vocabulary.</param>
public sealed record TextDocument(int Input, string File);
