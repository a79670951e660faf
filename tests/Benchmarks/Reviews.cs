using System.Text;
using SqlInference.Training.Ngrams;

namespace Benchmarks;

/// <summary>Made-up words, of which few are frequent and many rare, with stars that some of them speak for.</summary>
sealed class Reviews : ITexts
{
    /// <summary>From 0 on.</summary>
    public const int Grades = 5;

    readonly byte[][] _texts;

    public Reviews(int count)
    {
        var random = new Random(6);
        var words = Enumerable.Range(0, 12_000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{"bdfgklmnprstvz"[random.Next(14)]}{"aeiou"[random.Next(5)]}"))).ToArray();
        _texts = new byte[count][];
        Stars = new int[count];
        for (var row = 0; row < count; row++)
        {
            var text = new StringBuilder();
            var mood = 0d;
            for (var left = random.Next(20, 100); left > 0; left--)
            {
                // By Zipf's law, roughly.
                var word = (int)Math.Pow(words.Length, random.NextDouble());
                mood += word % 10 == 1 ? 1 : word % 10 == 2 ? -1 : 0;
                text.Append(words[word]).Append(random.Next(10) == 0 ? ", " : " ");
            }

            Stars[row] = Math.Clamp((int)Math.Round(2.5 + mood / 2 + random.NextDouble()), 0, Grades - 1);
            _texts[row] = Encoding.UTF8.GetBytes(text.ToString());
        }
    }

    public int Count => _texts.Length;

    public int[] Stars { get; }

    public int MeanLength => (int)_texts.Average(text => text.Length);

    public ReadOnlySpan<byte> this[int row] => _texts[row];

    public string Text(int row) => Encoding.UTF8.GetString(_texts[row]);
}
