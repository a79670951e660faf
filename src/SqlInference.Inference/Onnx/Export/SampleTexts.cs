using SqlInference.Inference.Ngrams;

namespace SqlInference.Inference.Onnx.Export;

/// <summary>Texts of a vocabulary's terms, in both cases, with words between them that it does not hold.</summary>
static class SampleTexts
{
    const int MostTerms = 30;

    static readonly string[] Separators = [" ", " ", " ", ", ", "! ", "\n", "\t", "-", " ☃ ", "… ", "", "\u00A0"];
    static readonly string[] Strange = ["zyzzyva", "ÉLAN", "İstanbul", "ǅ", "ΣΑΣ", "日本語", "naïve", "e\u0301", "a_1", "₤5", "٣", "🙂", "\u200B", "x\u0345"];

    public static string Next(NgramVectorizer vectorizer, Random random)
    {
        var text = new System.Text.StringBuilder();
        var separator = vectorizer.Settings.Unit == NgramUnit.Word ? " " : "";
        for (var left = random.Next(MostTerms); left > 0; left--)
        {
            var part = vectorizer.Terms == 0 || random.Next(8) == 0
                ? Strange[random.Next(Strange.Length)]
                : string.Join(separator, vectorizer.TokensOf(random.Next(vectorizer.Terms)));
            text.Append(random.Next(4) == 0 ? part.ToUpperInvariant() : part).Append(Separators[random.Next(Separators.Length)]);
        }

        return text.ToString();
    }
}
