using System.Globalization;

namespace SqlInference.Training.Hyperparameters;

public sealed record WholeNumbers(int Least, int Most = int.MaxValue) : AllowedValues
{
    public override string Expectation => Most == int.MaxValue ? $"a whole number, {Least} or more" : $"a whole number from {Least} to {Most}";

    public override string? Read(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
        && number >= Least && number <= Most ? number.ToString(CultureInfo.InvariantCulture) : null;
}
