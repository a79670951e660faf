using SqlInference.Cli.Output;

namespace SqlInference.Cli.Tests;

public sealed class CellWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("plain", 5)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("日本", 4)]
    [InlineData("ｱｲ", 2)]
    [InlineData("ＡＢ", 4)]
    [InlineData("한", 2)]
    [InlineData("\u1112\u1161\u11AB", 2)]
    [InlineData("😀", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("🇫🇷", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤\uFE0F", 2)]
    [InlineData("a\u200Bb", 2)]
    [InlineData("कि", 2)]
    [InlineData("…", 1)]
    public void Text_takes_the_cells_that_terminals_give_it(string text, int cells) => Assert.Equal(cells, CellWidth.Of(text));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("a👩‍👩‍👧b", 3, "a…")]
    public void Text_is_cut_between_characters(string text, int cells, string cut) => Assert.Equal(cut, VisibleText.Cut(text, cells));
}
