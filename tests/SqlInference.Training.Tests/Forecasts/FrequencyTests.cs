using SqlInference.Training.Forecasts;

namespace SqlInference.Training.Tests.Forecasts;

public sealed class FrequencyTests
{
    [Theory]
    [InlineData("30min", "2014-07-01 00:00", 3, "2014-07-01 01:30", "48,336")]
    [InlineData("H", "2014-07-01 00:00", 25, "2014-07-02 01:00", "24,168")]
    [InlineData("6H", "2014-07-01 00:00", 1, "2014-07-01 06:00", "4,28")]
    [InlineData("D", "2014-02-28 00:00", 1, "2014-03-01 00:00", "7")]
    [InlineData("W", "2014-12-29 00:00", 1, "2015-01-05 00:00", "52")]
    [InlineData("M", "2014-12-01 00:00", 2, "2015-02-01 00:00", "12")]
    [InlineData("3M", "2014-10-01 00:00", 1, "2015-01-01 00:00", "4")]
    [InlineData("Y", "2012-02-29 00:00", 4, "2016-02-29 00:00", "")]
    [InlineData("7min", "2014-07-01 00:00", 1, "2014-07-01 00:07", "1440")]
    public void Steps_lead_from_one_time_to_another(string text, string from, int steps, string to, string seasons)
    {
        var frequency = Frequency.Parse(text);
        Assert.Equal(text, frequency.ToString());
        Assert.Equal(Time(to), frequency.After(Time(from), steps));
        Assert.Equal(steps, frequency.Steps(Time(from), Time(to)));
        Assert.Null(frequency.Steps(Time(from), Time(to) + 1));
        Assert.Equal(seasons, string.Join(',', frequency.Seasons()));
    }

    [Theory]
    [InlineData("30min", "2014-07-01 00:00", "2014-07-01 00:30", "2014-07-01 01:00", "2014-07-01 09:00")]
    [InlineData("W", "2014-07-01 00:00", "2014-07-08 00:00", "2014-07-15 00:00")]
    [InlineData("M", "2014-01-31 00:00", "2014-02-28 00:00", "2014-03-31 00:00")]
    [InlineData("3M", "2014-01-01 00:00", "2014-04-01 00:00", "2014-07-01 00:00")]
    [InlineData("Y", "2014-01-01 00:00", "2015-01-01 00:00", "2016-01-01 00:00")]
    [InlineData(null, "2014-01-01 00:00:01", "2014-01-01 00:00:03")]
    [InlineData(null, "2014-01-01 00:00")]
    public void The_step_that_most_times_are_apart_is_found(string? expected, params string[] times) =>
        Assert.Equal(expected, Frequency.Guess([Array.ConvertAll(times, Time)])?.ToString());

    static long Time(string text) =>
        (long)(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).TotalMicroseconds;
}
