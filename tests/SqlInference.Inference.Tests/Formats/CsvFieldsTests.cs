using System.Text;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Tests.Formats;

public sealed class CsvFieldsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "∅/")]
    [InlineData("1", "1/")]
    [InlineData("1\n", "1/")]
    [InlineData("1\r\n2\r\n", "1/2/")]
    [InlineData("1,2\n3,4", "1|2/3|4/")]
    [InlineData("1,\n,2", "1|∅/∅|2/")]
    [InlineData("1,", "1|∅/")]
    [InlineData("a\n\nb\n", "a/∅/b/")]
    [InlineData("\"\",x", "|x/")]
    [InlineData("\"a,b\",\"c\nd\"\n", "a,b|c\nd/")]
    [InlineData("\"say \"\"hi\"\"\"", "say \"hi\"/")]
    [InlineData("\"\"\"\"", "\"/")]
    [InlineData("\"a\" ,b", "a|b/")]
    [InlineData("\"a\"\r\n\"b\"\r\n", "a/b/")]
    [InlineData("2013-12-02 21:15:00, 75", "2013-12-02 21:15:00| 75/")]
    [InlineData("a\"b,c", "a\"b|c/")]
    [InlineData("a\rb", "a\rb/")]
    [InlineData("äö,日本", "äö|日本/")]
    public void Fields_are_read_as_the_standard_has_them(string text, string expected)
    {
        Assert.Equal(expected, InOneBlock(text, out var end));
        Assert.Equal(CsvStatus.End, end);
    }

    [Theory]
    [InlineData("\"abc", CsvStatus.UnclosedQuote)]
    [InlineData("\"", CsvStatus.UnclosedQuote)]
    [InlineData("\"abc\"\"", CsvStatus.UnclosedQuote)]
    [InlineData("\"abc\"d", CsvStatus.TextAfterQuote)]
    [InlineData("\"abc\"\rd", CsvStatus.TextAfterQuote)]
    [InlineData("\"abc\"\r", CsvStatus.TextAfterQuote)]
    public void Broken_quotes_are_told_apart(string text, CsvStatus expected)
    {
        InOneBlock(text, out var end);
        Assert.Equal(expected, end);
    }

    [Theory]
    [InlineData("1,2\r\n\"a,\"\"b\"\"\n\",\n,\"x\" \r\n\r\nlast,")]
    [InlineData("\"a\"\"b\",\"\",,\r\n")]
    [InlineData("日本,\"ä\"\"ö\"\n")]
    public void Blocks_of_any_size_give_the_same_fields_as_the_whole(string text)
    {
        var whole = InOneBlock(text, out _);
        for (var size = 1; size <= Encoding.UTF8.GetByteCount(text); size++)
            Assert.Equal(whole, InBlocks(Encoding.UTF8.GetBytes(text), size));
    }

    [Fact]
    public void Random_bytes_end_in_a_status_and_never_beyond_the_block()
    {
        var random = new Random(20240611);
        for (var i = 0; i < 20_000; i++)
        {
            var block = new byte[random.Next(40)];
            foreach (ref var value in block.AsSpan())
                value = "\",\r\na \"\n"u8[random.Next(8)];
            var fields = new CsvFields(block, isFinal: random.Next(2) == 0);
            var before = -1;
            byte[] scratch = [];
            while (fields.Read() == CsvStatus.Field)
            {
                fields.Unescape(ref scratch);
                Assert.True(fields.Consumed > before && fields.Consumed <= block.Length);
                // Only the field behind a last comma takes no bytes, and it is the last.
                before = fields.Consumed == block.Length ? fields.Consumed - 1 : fields.Consumed;
                if (fields.Consumed == block.Length && !fields.MidRow)
                    break;
            }
        }
    }

    static string InOneBlock(string text, out CsvStatus end)
    {
        var fields = new CsvFields(Encoding.UTF8.GetBytes(text));
        var shown = new StringBuilder();
        byte[] scratch = [];
        while ((end = fields.Read()) == CsvStatus.Field)
            Show(shown, ref fields, ref scratch);
        return shown.ToString();
    }

    static string InBlocks(byte[] text, int size)
    {
        var (shown, kept, midRow) = (new StringBuilder(), Array.Empty<byte>(), false);
        byte[] scratch = [];
        for (var at = 0; at < text.Length; at += size)
        {
            kept = [.. kept, .. text.AsSpan(at, Math.Min(size, text.Length - at))];
            var fields = new CsvFields(kept, isFinal: at + size >= text.Length, midRow);
            CsvStatus status;
            while ((status = fields.Read()) == CsvStatus.Field)
                Show(shown, ref fields, ref scratch);
            Assert.True(status is CsvStatus.NeedMore or CsvStatus.End);
            kept = kept[fields.Consumed..];
            midRow = fields.MidRow;
        }

        return shown.ToString();
    }

    static void Show(StringBuilder shown, ref CsvFields fields, ref byte[] scratch) =>
        shown.Append(fields.IsNull ? "∅" : Encoding.UTF8.GetString(fields.Unescape(ref scratch))).Append(fields.EndsRow ? '/' : '|');
}
