namespace SqlInference.Training.Hyperparameters;

/// <summary>Numbers of single precision, the lower end excluded and the upper one too where <paramref name="Below"/> gives it.</summary>
public sealed record NumbersAbove(double Above, double? Most = null, double? Below = null) : Numbers(Above, Most)
{
    public override string Expectation => (Most, Below) switch
    {
        ({ } most, _) => Invariant($"a number above {Above}, up to {most}"),
        (_, { } below) => Invariant($"a number above {Above} and below {below}"),
        _ => Invariant($"a number above {Above}"),
    };

    protected override bool IsAllowed(float number) => number > Above && !(number > Most) && !(number >= Below);
}
