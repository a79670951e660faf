using SqlInference.Inference.Features;

namespace SqlInference.Inference.Tests.Explanations;

public sealed class InputShareTests
{
    [Fact]
    public void Features_are_traced_back_to_inputs_through_all_steps()
    {
        var plan = new FeaturePlan([
            new([new OneHotEncoder(2, ["a", "b"])], []),
            new([new NumberEncoder(0), new DateTimeEncoder(1, [TimePart.Year, TimePart.Month])],
                [new ImputeStep([0, 0, 0], [1]), new ScaleStep([0, 0, 0, 0], [1, 1, 1, 1]), new ProjectStep([0, 0, 0, 0], [[0.6f, 0, 0, 0.8f], [0, 1, 0, 0]])]),
        ]);

        var origins = plan.Origins();

        Assert.Equal(plan.Width, origins.Count);
        Assert.Equal([new(2, 1)], origins[0]);
        Assert.Equal([new(2, 1)], origins[1]);
        Assert.Equal([0, 1], origins[2].Select(share => share.Input));
        Assert.Equal(0.36, origins[2][0].Share, 1e-6);
        Assert.Equal(0.64, origins[2][1].Share, 1e-6);
        Assert.Equal(1, origins[3].Single(share => share.Input == 1).Share, 1e-6);
    }
}
