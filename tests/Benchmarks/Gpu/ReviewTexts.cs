using System.Text;

namespace Benchmarks.Gpu;

/// <summary>A vocabulary of made-up words, and texts of them that have a set number of tokens.</summary>
sealed class ReviewTexts
{
    static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    readonly string[] _words;
    readonly string[] _endings;

    public ReviewTexts(int vocabulary)
    {
        var syllables = (from first in "bdfgklmnprstvz" from vowel in "aeiou" select $"{first}{vowel}").ToArray();
        var random = new Random(2);
        // No word has a q: where it stands, the second token begins.
        _endings = [.. syllables.Select(syllable => "q" + syllable)];
        var words = new HashSet<string>();
        while (words.Count < vocabulary - Special.Length - _endings.Length)
            words.Add(string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => syllables[random.Next(syllables.Length)])));
        _words = [.. words];
    }

    public void WriteVocabulary(string path) =>
        File.WriteAllLines(path, Special.Concat(_words).Concat(_endings.Select(ending => "##" + ending)));

    /// <summary>A text of so many tokens, the two that BERT puts around it included.</summary>
    public string Text(Random random, int tokens)
    {
        var text = new StringBuilder();
        for (var left = tokens - 2; left > 0; left--)
        {
            text.Append(text.Length > 0 ? " " : "").Append(_words[random.Next(_words.Length)]);
            // One word in five is made of two tokens.
            if (left > 1 && random.Next(5) == 0)
            {
                text.Append(_endings[random.Next(_endings.Length)]);
                left--;
            }
        }

        return text.ToString();
    }
}
