using System.Text;
using SqlInference.Service.PostgreSql;

namespace SqlInference.Service.Tests.PostgreSql;

public sealed class LineCounterTests
{
    [Theory]
    [InlineData("", 0, true, "", 0, false)]
    [InlineData("a\nb\n", 0, true, "a\nb\n", 2, false)]
    [InlineData("a\nb", 0, true, "a\nb", 2, true)]
    [InlineData("head\na\n", 1, true, "a\n", 1, false)]
    [InlineData("\"head\na\n", 1, true, "a\n", 1, false)]
    [InlineData("one\ntwo", 2, true, "", 0, false)]
    [InlineData("\"a\nb\",\"\"\"\n\"\nc\n", 0, true, "\"a\nb\",\"\"\"\n\"\nc\n", 2, false)]
    [InlineData("\"a\nb\n", 0, false, "\"a\nb\n", 2, false)]
    public void Heads_are_left_out_and_records_counted_wherever_the_bytes_are_cut(string text, int skip, bool hasQuotes, string passed, long count, bool endsWithin)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var lines = new LineCounter(skip, hasQuotes);
            var first = Encoding.UTF8.GetString(lines.Pass(bytes.AsSpan(0, cut)));
            Assert.Equal(passed, first + Encoding.UTF8.GetString(lines.Pass(bytes.AsSpan(cut))));
            Assert.Equal((count, endsWithin), (lines.Count, lines.EndsWithinLine));
        }
    }
}
