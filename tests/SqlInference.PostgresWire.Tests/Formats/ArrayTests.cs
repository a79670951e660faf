using System.Text;
using SqlInference.PostgresWire.Formats;
using SqlInference.PostgresWire.Framing;

namespace SqlInference.PostgresWire.Tests.Formats;

public sealed class ArrayTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" { } ")]
    [InlineData("{1,2}", "1", "2")]
    [InlineData("{ a b , NULL , \"NULL\" , \"\" }", "a b", null, "NULL", "")]
    [InlineData("{\"a\\\"\\\\b\",c\\,d}", "a\"\\b", "c,d")]
    public void Text_is_read(string text, params string?[] expected) => Assert.Equal(expected, ArrayText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("1,2")]
    [InlineData("{1,2")]
    [InlineData("{1,,2}")]
    [InlineData("{1}2")]
    [InlineData("{\"a\"b}")]
    [InlineData("{\"a")]
    [InlineData("{{1},{2}}")]
    public void Malformed_text_is_refused(string text) => Assert.False(Assert.Throws<WireException>(() => ArrayText.Read(text)).IsFatal);

    [Theory]
    [InlineData("a", false)]
    [InlineData("", true)]
    [InlineData("null", true)]
    [InlineData("a b", true)]
    [InlineData("a\\b", true)]
    public void Elements_are_quoted_where_they_have_to_be(string element, bool expected) =>
        Assert.Equal(expected, ArrayText.NeedsQuotes(Encoding.UTF8.GetBytes(element)));

    [Fact]
    public void Binary_is_read()
    {
        var array = ArrayBinary.Read(Convert.FromHexString("00000001" + "00000001" + "00000017" + "00000002" + "00000001" + "00000004" + "0000002A" + "FFFFFFFF"));
        Assert.Equal((23u, 2), (array.ElementOid, array.Count));
        Assert.Equal([0, 0, 0, 42], array[0].ToArray());
        Assert.True(array.IsNull(1));
    }

    [Fact]
    public void An_array_that_announces_more_than_it_holds_takes_no_memory() => Assert.Throws<WireException>(() => ArrayBinary.Read(
        Convert.FromHexString("00000001" + "00000000" + "00000017" + "7FFFFFFF" + "00000001" + "00000004")));
}
