using SqlInference.Inference.Linear;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Training.TextClassification;

/// <summary>A fitted text classifier and how it came about.</summary>
public sealed record TextClassifier
{
    public required NgramVectorizer Vectorizer { get; init; }

    /// <summary>
    /// One output for each class, whose probabilities are the softmax of the margins; with two classes one output, whose
    /// sigmoid is the probability of the second.
    /// </summary>
    public required LinearModel Model { get; init; }

    /// <summary>
    /// The class of a row is the one with the highest logarithm of its probability plus offset. All zero unless the objective
    /// is one for which the likeliest class is not the best answer.
    /// </summary>
    public required float[] Offsets { get; init; }

    /// <summary>What was tried, the best first.</summary>
    public required IReadOnlyList<TextCandidate> Candidates { get; init; }

    /// <summary>
    /// Row by row the probability of each class, by a model that was fitted without the row; NaN for rows of folds that the time
    /// did not suffice for.
    /// </summary>
    public required float[] OutOfFold { get; init; }
}
