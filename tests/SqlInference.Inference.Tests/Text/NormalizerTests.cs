using System.Text;
using SqlInference.Inference.Text;
using SqlInference.Inference.Text.Normalizers;

namespace SqlInference.Inference.Tests.Text;

/// <summary>The forms of Unicode, against examples of the standard (UAX 15) written down by hand.</summary>
public sealed class NormalizerTests
{
    static string Normalize(string text, bool compatible, bool composed)
    {
        var output = new GrowingList<byte>();
        new UnicodeNormalizer(compatible, composed).Normalize(Encoding.UTF8.GetBytes(text), output, new TokenizerScratch());
        return Encoding.UTF8.GetString(output.Span);
    }

    [Theory]
    [InlineData("Å", "A\u030A", "Å", "A\u030A", "Å")]
    [InlineData("\u212B", "A\u030A", "Å", "A\u030A", "Å")] // the unit
    [InlineData("ﬁ", "ﬁ", "ﬁ", "fi", "fi")]
    [InlineData("2⁵", "2⁵", "2⁵", "25", "25")]
    [InlineData("ẛ̣", "\u017F\u0323\u0307", "\u1E9B\u0323", "s\u0323\u0307", "ṩ")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307", "q\u0323\u0307")] // marks in their order
    [InlineData("a\u0315\u0300\u05AE\u0301", "a\u05AE\u0300\u0301\u0315", "\u00E0\u05AE\u0301\u0315", "a\u05AE\u0300\u0301\u0315", "\u00E0\u05AE\u0301\u0315")]
    [InlineData("각", "\u1100\u1161\u11A8", "각", "\u1100\u1161\u11A8", "각")]
    [InlineData("가", "\u1100\u1161", "가", "\u1100\u1161", "가")]
    [InlineData("ｶﾞ", "ｶﾞ", "ｶﾞ", "カ\u3099", "ガ")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C")] // never composed again
    [InlineData("\u1D15E", "\u1D15E", "\u1D15E", "\u1D15E", "\u1D15E")]
    [InlineData("plain", "plain", "plain", "plain", "plain")]
    public void Forms_are_those_of_the_standard(string text, string nfd, string nfc, string nfkd, string nfkc)
    {
        Assert.Equal(nfd, Normalize(text, compatible: false, composed: false));
        Assert.Equal(nfc, Normalize(text, compatible: false, composed: true));
        Assert.Equal(nfkd, Normalize(text, compatible: true, composed: false));
        Assert.Equal(nfkc, Normalize(text, compatible: true, composed: true));
    }

    [Fact]
    public void Composing_what_was_decomposed_gives_it_back()
    {
        for (var point = 0xA0; point < 0x30000; point++)
        {
            if (point is >= 0xD800 and < 0xE000)
                continue;
            var composed = Normalize(new Rune(point).ToString(), compatible: false, composed: true);
            var decomposed = Normalize(composed, compatible: false, composed: false);
            Assert.Equal(composed, Normalize(decomposed, compatible: false, composed: true));
        }
    }

    [Fact]
    public void A_megabyte_of_marks_is_put_in_order_in_time()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 250_000));
        var ordered = Normalize(text, compatible: false, composed: false);
        Assert.Equal("a" + new string('\u0316', 250_000) + new string('\u0301', 250_000), ordered);
    }
}
