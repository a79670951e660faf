using System.Globalization;
using System.Text;
using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Tests.Ngrams;

/// <summary>What a vectorizer does, with strings and dictionaries.</summary>
static class NaiveNgrams
{
    public static List<string> Tokens(byte[] utf8, NgramSettings settings)
    {
        var tokens = new List<string>();
        var kindBefore = ' ';
        foreach (var rune in Encoding.UTF8.GetString(utf8).EnumerateRunes())
        {
            var lowered = !settings.Lowercase ? rune : rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune);
            var kind = settings.Unit == NgramUnit.Character ? 'c' : Kind(lowered);
            if (kind == 'w' || kind == 's' && settings.Symbols || kind == 'c')
            {
                if (kind == kindBefore && kind != 'c')
                    tokens[^1] += lowered;
                else
                    tokens.Add(lowered.ToString());
            }

            kindBefore = kind;
        }

        return [.. tokens.Where(token => token.EnumerateRunes().Count() >= settings.MinTokenCharacters || settings.Unit == NgramUnit.Character)];
    }

    /// <summary>N-grams that occur, tokens joined by a tab, and how often.</summary>
    public static Dictionary<string, int> Count(byte[] utf8, NgramSettings settings)
    {
        var counts = new Dictionary<string, int>();
        var tokens = Tokens(utf8, settings);
        for (var start = 0; start < tokens.Count; start++)
        {
            for (var length = settings.MinLength; length <= settings.MaxLength && start + length <= tokens.Count; length++)
            {
                var ngram = string.Join('\t', tokens.Skip(start).Take(length));
                counts[ngram] = counts.GetValueOrDefault(ngram) + 1;
            }
        }

        return counts;
    }

    /// <summary>Text with words that come again, letters of several scripts, emoji, broken bytes and long words.</summary>
    public static byte[] Text(Random random, int pieces)
    {
        string[] words = ["good", "Bad", "THE", "5", "don't", "a_b", "größe", "ÀÉ", "İstanbul", "Straße", "слово", "Слово", "日本語", "ⱯȺ", "é", "e\u0301", "👍", "❤\ufe0f", "...", "!", "?!", "-", "~~", "x1y2", "abcdefghijklmnop", "abcdefghijklmnopq", new string('w', 210), new string('ж', 40)];
        string[] gaps = [" ", " ", "", ",", "\n", "\r ", "\u00a0", "\u200b", "\0", " - "];
        var bytes = new List<byte>();
        for (var i = 0; i < pieces; i++)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(words[random.Next(words.Length)]));
            bytes.AddRange(Encoding.UTF8.GetBytes(gaps[random.Next(gaps.Length)]));
            if (random.Next(20) == 0)
                bytes.Add((byte)random.Next(0x80, 0x100));
            if (random.Next(20) == 0)
                bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(random.Next(0x10000, 0x20000)).ToString()));
        }

        return [.. bytes];
    }

    static char Kind(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.ConnectorPunctuation => 'w',
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => 'w',
        UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
            or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol => 's',
        _ => ' ',
    };
}
