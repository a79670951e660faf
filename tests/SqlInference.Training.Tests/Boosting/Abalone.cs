using System.Globalization;
using SqlInference.Training.Boosting;
using SqlInference.Training.Features;

namespace SqlInference.Training.Tests.Boosting;

/// <summary>sql/demo/abalone.csv: seven measures and the rings of 4,177 animals; every tenth, and the ones before, are held out.</summary>
static class Abalone
{
    public const int Features = 7;

    static readonly string[][] Lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "abalone.csv")).Skip(1).Select(line => line.Split(','))];

    static bool IsHeldOut(int line) => (line + 1) % 10 >= 8;

    public static BoosterData Rings(bool heldOut) => Rows(heldOut, fields => Number(fields[8]));

    /// <summary>F, I and M.</summary>
    public static BoosterData Sexes(bool heldOut) => Rows(heldOut, fields => "FIM".IndexOf(fields[0], StringComparison.Ordinal));

    public static BoosterData Adults(bool heldOut) => Rows(heldOut, fields => fields[0] == "I" ? 0 : 1);

    public static BoosterData First(this BoosterData data, int rows) =>
        new(new FeatureMatrix(rows, Features, data.Dense!.Values[..(rows * Features)]), data.Labels[..rows]);

    /// <summary>The same rows as if they were sparse, without what is missing.</summary>
    public static SparseRows Sparse(FeatureMatrix rows)
    {
        var present = Enumerable.Range(0, rows.Values.Length).Where(i => !float.IsNaN(rows.Values[i])).ToArray();
        var starts = Enumerable.Range(0, rows.Rows + 1).Select(row => (long)present.Count(i => i < row * rows.Features)).ToArray();
        return new(rows.Features, starts, [.. present.Select(i => i % rows.Features)], [.. present.Select(i => rows.Values[i])]);
    }

    static BoosterData Rows(bool heldOut, Func<string[], float> label)
    {
        var lines = Enumerable.Range(0, Lines.Length).Where(line => IsHeldOut(line) == heldOut).ToArray();
        // The fifth measure of every seventh animal is missing.
        var values = lines.SelectMany(line => Enumerable.Range(0, Features)
            .Select(feature => feature == 4 && line % 7 == 0 ? float.NaN : Number(Lines[line][1 + feature])));
        return new(new FeatureMatrix(lines.Length, Features, [.. values]), [.. lines.Select(line => label(Lines[line]))]);
    }

    static float Number(string text) => (float)double.Parse(text, CultureInfo.InvariantCulture);
}
