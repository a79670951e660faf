using SqlInference.Inference.Text.Backend;

namespace SqlInference.Inference.Tests.Text;

/// <summary>How texts are put together: little is padded, and small runs are not cut up for it.</summary>
public sealed class LengthGroupTests
{
    static List<int[]> Groups(TextPlan plan, params int[] lengths)
    {
        var groups = new List<int[]>();
        for (var start = 0; start < lengths.Length; start += groups[^1].Length)
            groups.Add(lengths[start..(start + LengthGroups.Size(lengths, start, plan))]);
        return groups;
    }

    static TextPlan Plan(bool mask = true, int roundTo = 1)
    {
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(TextModels.PathOf(mask ? "int32" : "unmasked", "model.onnx"));
        var inputs = TextInputs.Of("m", [.. session.InputNames.Select(name => new Inference.Onnx.ModelTensor(name, session.InputMetadata[name]))]);
        return new TextPlan("m", null!, inputs, null!, 512, 0, roundTo, 4096);
    }

    [Fact]
    public void Small_runs_are_not_cut() => Assert.Single(Groups(Plan(), 3, 4, 20, 50, 90));

    [Fact]
    public void Long_texts_do_not_stand_with_short_ones()
    {
        var groups = Groups(Plan(), [.. Enumerable.Repeat(10, 40), .. Enumerable.Repeat(200, 10)]);
        Assert.Equal([40, 10], groups.Select(group => group.Length));
    }

    [Fact]
    public void At_most_an_eighth_is_padding_and_no_run_is_too_large()
    {
        var random = new Random(5);
        var lengths = Enumerable.Range(0, 2000).Select(_ => 3 + (int)(500 * Math.Pow(random.NextDouble(), 3))).Order().ToArray();
        foreach (var group in Groups(Plan(), lengths))
        {
            var filled = group.Length * group[^1];
            Assert.True(filled <= 4096);
            Assert.True(filled <= 512 || filled - group.Sum() <= filled / 8, $"{group.Length} rows up to {group[^1]}");
        }
    }

    [Fact]
    public void Where_the_model_cannot_tell_padding_only_equals_stand_together() =>
        Assert.Equal([2, 1, 3], Groups(Plan(mask: false), 3, 3, 4, 5, 5, 5).Select(group => group.Length));

    [Fact]
    public void Rows_are_filled_up_to_steps_of_the_device()
    {
        Assert.Equal(16, LengthGroups.RowLength(9, Plan(roundTo: 8)));
        Assert.Equal(512, LengthGroups.RowLength(510, Plan(roundTo: 8)));
        Assert.Equal(9, LengthGroups.RowLength(9, Plan(mask: false, roundTo: 8)));
    }
}
