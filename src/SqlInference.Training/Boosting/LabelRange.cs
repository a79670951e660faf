namespace SqlInference.Training.Boosting;

/// <summary>What an objective takes as a label.</summary>
/// <param name="Expectation">Ends the sentence "the objective takes …".</param>
sealed record LabelRange(string Expectation, Func<float, bool> Contains)
{
    public static readonly LabelRange Numbers = new("numbers", float.IsFinite);

    public static readonly LabelRange Positive = new("numbers above 0", label => float.IsFinite(label) && label > 0);

    public static readonly LabelRange NotNegative = new("numbers that are 0 or more", label => float.IsFinite(label) && label >= 0);

    public static readonly LabelRange AboveMinusOne = new("numbers above -1", label => float.IsFinite(label) && label > -1);

    public static readonly LabelRange Shares = new("numbers from 0 to 1", label => label is >= 0 and <= 1);

    public static readonly LabelRange TwoClasses = Classes(2);

    public static LabelRange Classes(int count) =>
        new($"classes from 0 to {count - 1}", label => label >= 0 && label < count && label == MathF.Floor(label));
}
