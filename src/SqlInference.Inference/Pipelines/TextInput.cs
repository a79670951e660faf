using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Pipelines;

/// <summary>An input that is read word by word.</summary>
/// <param name="Input">Position of the input in the signature.</param>
public sealed record TextInput(int Input, NgramVectorizer Vectorizer);
