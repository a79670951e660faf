namespace SqlInference.Training.Automatic;

/// <summary>How one variant of a candidate did.</summary>
/// <param name="Fits">One for each part of the rows that was held out.</param>
sealed record Trial(Candidate Candidate, int Variant, HeldOutAnswers Answers, IReadOnlyList<FittedCandidate> Fits, double Score, double Seconds)
{
    public string Name => Candidate.Variants[Variant];
}
