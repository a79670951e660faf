using SqlInference.Cli.Plot;

namespace SqlInference.Cli.Tests.Plot;

public sealed class AxisTests
{
    [Theory]
    [InlineData("2014-07-01 00:00", "2015-01-31 23:30", "Jul 2014|Aug|Sep|Oct|Nov|Dec|Jan 2015")]
    [InlineData("2014-01-01 00:00", "2016-06-30 00:00", "Jan 2014|Apr|Jul|Oct|Jan 2015|Apr|Jul|Oct|Jan 2016|Apr")]
    [InlineData("2013-12-02 21:15", "2013-12-24 00:00", "3 Dec 2013|5 Dec|7 Dec|9 Dec|11 Dec|13 Dec|15 Dec|17 Dec|19 Dec|21 Dec|23 Dec")]
    [InlineData("2024-02-28 22:10", "2024-02-29 01:05", "28 Feb 22:15|22:30|22:45|23:00|23:15|23:30|23:45|29 Feb|00:15|00:30|00:45|01:00")]
    [InlineData("1900-05-01 00:00", "2025-01-01 00:00", "1910|1920|1930|1940|1950|1960|1970|1980|1990|2000|2010|2020")]
    public void Time_is_divided_by_the_calendar(string from, string to, string texts) =>
        Assert.Equal(texts, string.Join('|', TimeTicks.Between(DateTime.Parse(from, null), DateTime.Parse(to, null)).Select(tick => tick.Text)));

    [Fact]
    public void All_of_the_calendar_can_be_divided() =>
        Assert.NotEmpty(TimeTicks.Between(DateTime.MinValue, DateTime.MaxValue));

    [Theory]
    [InlineData(0, 39197, "0|10,000|20,000|30,000|40,000")]
    [InlineData(-0.3, 0.9, "-0.5|0.0|0.5")]
    [InlineData(5, 5, "4.0|4.5|5.0|5.5|6.0")]
    public void Values_are_divided_by_round_numbers(double lowest, double highest, string texts)
    {
        var ticks = new ValueTicks(lowest, highest, 4);
        Assert.Equal(texts, string.Join('|', ticks.Values().Select(ticks.Text)));
    }

    [Fact]
    public void A_thinned_line_keeps_the_extremes_of_every_pixel()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        var kept = PixelColumns.Thin(values, row => row / 100.0).ToArray();

        Assert.InRange(kept.Length, 200, 400);
        Assert.Equal(kept.Order(), kept);
        foreach (var pixel in Enumerable.Range(0, 100))
        {
            var rows = Enumerable.Range(pixel * 100, 100);
            Assert.Contains(rows.MaxBy(row => values[row]), kept);
            Assert.Contains(rows.MinBy(row => values[row]), kept);
        }
    }

    [Fact]
    public void A_gap_in_a_line_stays_a_gap()
    {
        double[] values = [1, 2, double.NaN, double.NaN, 3];
        Assert.Contains(PixelColumns.Thin(values, _ => 0), row => double.IsNaN(values[row]));
    }
}
