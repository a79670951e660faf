using System.Text;
using SqlInference.PostgresWire.Formats;

namespace SqlInference.PostgresWire.Tests.Formats;

/// <summary>What is expected was printed by PostgreSQL 15.</summary>
public sealed class DateTimeTextTests
{
    const long Hour = 3_600_000_000;

    [Theory]
    [InlineData(0, "1970-01-01")]
    [InlineData(19_782, "2024-02-29")]
    [InlineData(-719_162, "0001-01-01")]
    [InlineData(-719_163, "0001-12-31 BC")]
    [InlineData(2_932_897, "10000-01-01")]
    public void Dates(long days, string expected) => Assert.Equal(expected, Text(output => DateTimeText.WriteDate(days, output)));

    [Theory]
    [InlineData(0, "1970-01-01 00:00:00")]
    [InlineData(-1, "1969-12-31 23:59:59.999999")]
    [InlineData(500_000, "1970-01-01 00:00:00.5")]
    [InlineData(-62_135_596_800_000_001, "0001-12-31 23:59:59.999999 BC")]
    public void Timestamps(long micros, string expected) => Assert.Equal(expected, Text(output => DateTimeText.WriteTimestamp(micros, output)));

    [Theory]
    [InlineData(0, "1970-01-01 00:00:00+00")]
    [InlineData(-12_600, "1969-12-31 20:30:00-03:30")]
    [InlineData(1172, "1970-01-01 00:19:32+00:19:32")]
    public void Timestamps_with_an_offset(int offset, string expected) => Assert.Equal(expected, Text(output => DateTimeText.WriteTimestamptz(0, offset, output)));

    [Theory]
    [InlineData(0, 0, 0, "00:00:00")]
    [InlineData(14, 3, 4 * Hour, "1 year 2 mons 3 days 04:00:00")]
    [InlineData(-14, 3, -Hour, "-1 years -2 mons +3 days -01:00:00")]
    [InlineData(0, -1, Hour, "-1 days +01:00:00")]
    [InlineData(1, 0, 0, "1 mon")]
    [InlineData(0, 0, 100 * Hour + 1, "100:00:00.000001")]
    [InlineData(0, 0, long.MinValue, "-2562047788:00:54.775808")]
    public void Intervals(int months, int days, long micros, string expected) =>
        Assert.Equal(expected, Text(output => DateTimeText.WriteInterval(months, days, micros, output)));

    static string Text(Writer write)
    {
        Span<byte> output = stackalloc byte[DateTimeText.Longest];
        return Encoding.ASCII.GetString(output[..write(output)]);
    }

    delegate int Writer(Span<byte> output);
}
