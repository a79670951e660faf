namespace SqlInference.Cli.Plot;

/// <summary>A stretch of the horizontal axis, from left to right.</summary>
readonly record struct Interval(double From, double To)
{
    public double Length => To - From;

    public double Middle => (From + To) / 2;

    public bool Contains(double x) => From <= x && x <= To;

    public bool Overlaps(Interval other) => From < other.To && other.From < To;
}
