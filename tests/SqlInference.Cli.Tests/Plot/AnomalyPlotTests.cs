using System.Xml.Linq;
using SqlInference.Cli.Plot;

namespace SqlInference.Cli.Tests.Plot;

public sealed class AnomalyPlotTests
{
    static readonly long Start = (new DateTime(2014, 7, 1) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    [Fact]
    public void Every_anomaly_of_a_long_series_has_its_dots_and_the_picture_stays_small()
    {
        var data = Series(200_000, row => row % 1000 == 500 ? 9 : 1);
        var svg = AnomalyPlot.Draw(data);

        // One in each panel, and one in the legend.
        Assert.Equal(2 * 200 + 1, svg.Split("h.01").Length - 1);
        Assert.InRange(svg.Length, 1, 400_000);
    }

    [Fact]
    public void Titles_and_labels_with_markup_and_control_characters_give_well_formed_XML()
    {
        var data = Series(10, _ => 1) with { Labels = [.. Enumerable.Repeat("a <b> & \"c\"\u0001", 10)] };
        var picture = XDocument.Parse(AnomalyPlot.Draw(data, "x < y & z"));

        Assert.Equal("x < y & z", picture.Root!.Elements().First().Value);
        Assert.Contains(picture.Descendants(), text => text.Value == "a <b> & \"c\" : none");
    }

    [Fact]
    public void A_picture_says_in_words_what_it_shows()
    {
        var labels = new string?[10];
        labels[3] = labels[4] = "Storm";
        var svg = AnomalyPlot.Draw(Series(10, row => row == 4 ? 9 : 1) with { Labels = labels });

        Assert.Contains("10 rows from 2014-07-01 to 2014-07-01, 1 of them anomalies.", svg, StringComparison.Ordinal);
        Assert.Contains("Storm (2014-07-01): 1 anomaly.", svg, StringComparison.Ordinal);
        Assert.Contains("role=\"img\"", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Few_rows_constant_values_and_missing_scores_can_be_drawn(int rows)
    {
        var data = Series(rows, _ => double.NaN) with { Values = new double[rows], Cutoffs = [.. Enumerable.Repeat(double.NaN, rows)] };
        var svg = AnomalyPlot.Draw(data);

        XDocument.Parse(svg);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
    }

    /// <summary>Half hours from July 2014 on, with a cutoff of 3.</summary>
    static PlotData Series(int rows, Func<int, double> score) => new(
        "value", "score",
        [.. Enumerable.Range(0, rows).Select(row => Start + row * 1_800_000_000L)],
        [.. Enumerable.Range(0, rows).Select(row => Math.Sin(row / 10.0))],
        [.. Enumerable.Range(0, rows).Select(score)],
        [.. Enumerable.Repeat(3.0, rows)],
        new string?[rows]);
}
