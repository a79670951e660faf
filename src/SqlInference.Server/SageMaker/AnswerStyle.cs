namespace SqlInference.Server.SageMaker;

/// <summary>How a client wants its answer.</summary>
/// <param name="IsVerbose"><c>Accept: application/json;verbose=true</c>: a classifier's probabilities too.</param>
readonly record struct AnswerStyle(RowFormat Format, bool IsVerbose);
