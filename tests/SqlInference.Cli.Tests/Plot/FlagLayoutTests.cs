using SqlInference.Cli.Plot;

namespace SqlInference.Cli.Tests.Plot;

public sealed class FlagLayoutTests
{
    static readonly Interval Bounds = new(0, 1000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Texts_cover_neither_each_other_nor_poles(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var poles = Enumerable.Range(0, random.Next(1, 12)).Select(_ => (Pole: random.NextDouble() * 1000, Width: 20 + random.NextDouble() * 180)).ToArray();
            var placed = FlagLayout.Place(poles, Bounds);
            for (var i = 0; i < poles.Length; i++)
            {
                for (var j = 0; j < poles.Length; j++)
                {
                    if (i == j || placed[i] is not { } one || placed[j] is not { } other)
                        continue;
                    Assert.False(one.Lane == other.Lane && one.Text.Overlaps(other.Text));
                    // A pole stands in its own lane and in all below.
                    Assert.False(other.Lane >= one.Lane && one.Text.Contains(poles[j].Pole));
                }
            }
        }
    }

    [Fact]
    public void A_lone_text_hangs_to_the_right_of_its_pole_in_the_lowest_lane()
    {
        var flag = Assert.Single(FlagLayout.Place([(100, 50)], Bounds))!.Value;
        Assert.Equal(0, flag.Lane);
        Assert.True(flag.Text.From > 100);
    }

    [Fact]
    public void A_text_without_room_to_the_right_hangs_to_the_left() =>
        Assert.True(Assert.Single(FlagLayout.Place([(980, 50)], Bounds))!.Value.Text.To < 980);

    [Fact]
    public void A_text_wider_than_the_picture_is_left_out() =>
        Assert.Null(Assert.Single(FlagLayout.Place([(500, 2000)], Bounds)));
}
