namespace SqlInference.Language.Tests;

/// <summary>The offending line and the caret under it.</summary>
public sealed class ErrorPlaceTests
{
    [Fact]
    public void Message_holds_place_expectation_line_and_caret()
    {
        var error = Refused("CREATE MODEL m\r\n  FROM t\r\n  TARGET 'y'\r\n  FUNCTION f");
        Assert.Equal("Line 3, column 10: expected a column name, found the string 'y'.\n    TARGET 'y'\n           ^", error.Message);
        Assert.Equal((3, 10, "a column name"), (error.Line, error.Column, error.Expected));
    }

    [Theory]
    [InlineData("\tSHOW\tMODEL\ta\tb", "  \tSHOW\tMODEL\ta\tb\n  \t    \t     \t \t^", 15)]
    [InlineData("SHOW MODEL \"日本\" b", "  SHOW MODEL \"日本\" b\n                    ^", 17)]
    [InlineData("SHOW MODEL \"👩‍🚀\" b", "  SHOW MODEL \"👩🚀\" b\n                    ^", 18)]
    [InlineData("SHOW MODEL \"e\u0301\" b", "  SHOW MODEL \"e\u0301\" b\n                 ^", 17)]
    [InlineData("SHOW MODEL \"\u0007\u001b[31m\" b", "  SHOW MODEL \"\uFFFD\uFFFD[31m\" b\n                      ^", 21)]
    public void Caret_stands_under_its_character(string text, string lines, int column)
    {
        var error = Refused(text);
        Assert.EndsWith($"\n{lines}", error.Message, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
    }

    [Fact]
    public void Lone_halves_of_a_character_are_shown_as_unknown() =>
        Assert.EndsWith("\n  SHOW MODEL a \uFFFD\n               ^", Refused("SHOW MODEL a \uD83D").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Long_lines_are_shortened_around_the_caret(int length)
    {
        var error = Refused($"CREATE MODEL m FROM (SELECT '{new string('x', length)}😀') TARGET 'here' FUNCTION f {new string(' ', length)}{new string('-', length * 2)}");
        var lines = error.Message.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.InRange(lines[1].Length, 1, 124);
        // The emoji takes two cells and two UTF-16 units, so the caret's cell is an index.
        Assert.Equal("'here'", lines[1].Substring(lines[2].Length - 1, 6));
    }

    [Fact]
    public void Very_long_words_are_shortened_in_the_message() =>
        Assert.Contains($"found '{new string('x', 40)}…'.", Refused($"SHOW MODEL a {new string('x', 5000)}").Message, StringComparison.Ordinal);

    [Fact]
    public void Unclosed_text_is_shown_where_it_began_though_the_statement_goes_on()
    {
        var error = Refused("CREATE MODEL m\nFROM (SELECT 'a\nFROM t)\nTARGET y\nFUNCTION f");
        Assert.Equal((2, 14), (error.Line, error.Column));
        Assert.EndsWith("\n  FROM (SELECT 'a\n               ^", error.Message, StringComparison.Ordinal);
    }

    static LanguageException Refused(string text) => Assert.Throws<LanguageException>(() => StatementParser.Parse(text));
}
