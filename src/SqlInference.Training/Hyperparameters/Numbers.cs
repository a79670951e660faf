using System.Globalization;

namespace SqlInference.Training.Hyperparameters;

/// <summary>Numbers of single precision, both ends included.</summary>
public record Numbers(double? Least = null, double? Most = null) : AllowedValues
{
    public override string Expectation => (Least, Most) switch
    {
        (null, _) => "a number",
        (_, null) => Invariant($"a number, {Least} or more"),
        _ => Invariant($"a number from {Least} to {Most}"),
    };

    public override string? Read(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) && !float.IsSubnormal(number) && IsAllowed(number)
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    protected virtual bool IsAllowed(float number) => !(number < Least) && !(number > Most);

    protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
