namespace Benchmarks.Hosting;

/// <summary>Numbers from 0 on, number n drawn 1 / (n + 1) times as often as 0 (Zipf's law): few are asked for often, most now and then.</summary>
sealed class Popularity
{
    readonly double[] _below;

    public Popularity(int count)
    {
        _below = new double[count];
        double sum = 0;
        for (var i = 0; i < count; i++)
            _below[i] = sum += 1.0 / (i + 1);
        for (var i = 0; i < count; i++)
            _below[i] /= sum;
    }

    public int Draw(Random random)
    {
        var at = Array.BinarySearch(_below, random.NextDouble());
        return Math.Min(_below.Length - 1, at < 0 ? ~at : at + 1);
    }

    /// <summary>How often one of the most popular numbers is drawn.</summary>
    public double ShareOfFirst(int count) => _below[Math.Min(count, _below.Length) - 1];
}
