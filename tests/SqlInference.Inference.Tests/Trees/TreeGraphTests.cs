using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Tests.Onnx;

namespace SqlInference.Inference.Tests.Trees;

public sealed class TreeGraphTests
{
    static OnnxBackend Load(string graph, ModelEvaluator evaluator, ElementType type = ElementType.Float32, int parameters = 4) => OnnxBackend.Load(
        graph == "gbt-100x6x8" ? Models.PathOf(graph) : TreeModels.PathOf(Path.Combine("graphs", $"{graph}.onnx")),
        new OnnxModelOptions { DisplayName = "m", Device = DeviceSelection.Cpu, Evaluator = evaluator, Parameters = Models.Scalars(parameters, type) });

    /// <summary>Values that meet thresholds, and missing ones where the type has them.</summary>
    static Batch Rows(int seed, int rows, ElementType type)
    {
        var random = new Random(seed);
        var batch = new Batch();
        for (var column = 0; column < 4; column++)
        {
            if (type == ElementType.Int64)
                batch.Add(type, Fill(rows, () => (long)random.Next(-3, 4)));
            else if (type == ElementType.Float64)
                batch.Add(type, Fill(rows, () => random.Next(3) == 0 ? Math.BitDecrement(random.Next(-8, 9) / 4.0) : ReferenceTrees.Value(random)));
            else
                batch.Add(type, Fill(rows, () => ReferenceTrees.Value(random)));
        }

        return batch;
    }

    static T[] Fill<T>(int rows, Func<T> value) => [.. Enumerable.Range(0, rows).Select(_ => value())];

    [Theory]
    [InlineData("regression")]
    [InlineData("regression-deep")]
    [InlineData("regression-average")]
    [InlineData("regression-two-targets")]
    [InlineData("regression-cast-double", ElementType.Float64)]
    [InlineData("regression-cast-double", ElementType.Float32)]
    [InlineData("regression-cast-int64", ElementType.Int64)]
    [InlineData("regression-renamed", ElementType.Float64)]
    [InlineData("binary-none-signed")]
    [InlineData("binary-none-positive")]
    [InlineData("binary-logistic-signed")]
    [InlineData("binary-logistic-positive")]
    [InlineData("binary-softmax-signed")]
    [InlineData("binary-softmax-positive")]
    [InlineData("binary-base")]
    [InlineData("binary-both")]
    [InlineData("three-none")]
    [InlineData("three-logistic")]
    [InlineData("three-softmax")]
    [InlineData("three-boosted")]
    [InlineData("three-text")]
    public void Trees_answer_as_they_do_in_ONNX_Runtime(string graph, ElementType type = ElementType.Float32)
    {
        using var theirs = Load(graph, ModelEvaluator.OnnxRuntime, type);
        using var ours = Load(graph, ModelEvaluator.Auto, type);
        Assert.Equal((ModelEvaluator.OnnxRuntime, ModelEvaluator.Vector), (theirs.Evaluator, ours.Evaluator));
        Assert.Equal(theirs.Signature.Inputs, ours.Signature.Inputs);
        Assert.Equal(theirs.Signature.Outputs, ours.Signature.Outputs);
        Assert.Equal(theirs.ClassLabels, ours.ClassLabels);

        foreach (var rows in new[] { 1, 3, 2000 })
        {
            using var batch = Rows(rows, rows, type);
            foreach (var output in theirs.Signature.Outputs)
            {
                if (output.Type.Element == ElementType.Utf8)
                    Assert.Equal(batch.RunText(theirs, output.Name), batch.RunText(ours, output.Name));
                else if (output.Type.Element == ElementType.Int64)
                    Assert.Equal(batch.Run<long>(theirs, output.Name), batch.Run<long>(ours, output.Name));
                else
                    Near(batch.Run<float>(theirs, output.Name), batch.Run<float>(ours, output.Name));
            }
        }
    }

    static void Near(float[] theirs, float[] ours)
    {
        Assert.Equal(theirs.Length, ours.Length);
        for (var i = 0; i < theirs.Length; i++)
            Assert.Equal(theirs[i], ours[i], 1e-6f);
    }

    [Fact]
    public void A_million_rows_are_equal()
    {
        const int rows = 1_000_000, step = 8192;
        using var theirs = Load("gbt-100x6x8", ModelEvaluator.OnnxRuntime, parameters: 8);
        using var ours = Load("gbt-100x6x8", ModelEvaluator.Vector, parameters: 8);
        float[] scale = [1, 0.5f, 10, 100, 0.05f, 2, 30, 1];
        using var expected = new ResultColumns(1, 0);
        using var answers = new ResultColumns(1, 0);
        for (var start = 0; start < rows; start += step)
        {
            var random = new Random(start);
            using var batch = new Batch();
            foreach (var width in scale)
                batch.Add(ElementType.Float32, Fill(step, () => random.Next(200) == 0 ? float.NaN : -MathF.Log(1 - random.NextSingle()) * 2 * width));
            batch.Score(theirs, expected);
            batch.Score(ours, answers);
            Near(expected[0]!.View.Span<float>().ToArray(), answers[0]!.View.Span<float>().ToArray());
        }
    }

    [Theory]
    [InlineData("refused-min", "its graph has the aggregate function MIN")]
    [InlineData("refused-probit", "its graph transforms its sums by PROBIT")]
    [InlineData("refused-equal", "its graph has tests of the mode BRANCH_EQ")]
    [InlineData("refused-double", "its graph compares values of another type than float32")]
    [InlineData("refused-scaler", "its graph has the operator 'Scaler'")]
    [InlineData("refused-two", "its graph has the operator 'Add'")]
    [InlineData("refused-constant", "its graph has constants")]
    [InlineData("refused-second-class", "its graph has 2 classes and weights for 1 of them")]
    [InlineData("refused-both-base", "its graph has 2 classes and weights for 2 of them")]
    [InlineData("refused-softmax-zero", "its graph transforms its sums by SOFTMAX_ZERO")]
    public void A_graph_that_is_more_than_trees_stays_where_it_is(string graph, string why)
    {
        using (var backend = Load(graph, ModelEvaluator.Auto))
            Assert.Equal(ModelEvaluator.OnnxRuntime, backend.Evaluator);
        var error = Assert.Throws<SqlInferenceException>(() => Load(graph, ModelEvaluator.Vector));
        Assert.Equal((ErrorConditions.InvalidClauseValue, $"Model 'm' cannot be computed by EVALUATOR 'vector': {why}.",
            "Leave EVALUATOR out: 'auto' takes ONNX Runtime where a model is more than trees."), (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void Numbers_beyond_the_models_range_are_refused_as_before()
    {
        using var theirs = Load("regression", ModelEvaluator.OnnxRuntime, ElementType.Float64);
        using var ours = Load("regression", ModelEvaluator.Vector, ElementType.Float64);
        using var batch = new Batch();
        for (var column = 0; column < 4; column++)
            batch.Add(ElementType.Float64, [.. Enumerable.Range(0, 100).Select(row => column == 2 && row == 70 ? 1e39 : row)]);

        var expected = Assert.Throws<SqlInferenceException>(() => batch.Run<float>(theirs));
        var error = Assert.Throws<SqlInferenceException>(() => batch.Run<float>(ours));
        Assert.Equal((expected.Condition, expected.Message, expected.Hint), (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void A_list_and_missing_arguments_reach_the_trees()
    {
        OnnxParameter[] parameters = [new("a", ElementType.Float64, AcceptsNull: true), new("b", new ColumnType(ElementType.Float32, 2), IsList: true), new("c", ElementType.Int32)];
        float[] Run(ModelEvaluator evaluator)
        {
            using var backend = OnnxBackend.Load(TreeModels.PathOf("graphs/regression.onnx"), new OnnxModelOptions { Parameters = parameters, Evaluator = evaluator });
            using var batch = new Batch()
                .Add(ElementType.Float64, [.. Enumerable.Range(0, 500).Select(i => i % 17 / 4.0 - 2)]).Missing(3).Missing(499)
                .Add(new ColumnType(ElementType.Float32, 2), [.. Enumerable.Range(0, 1000).Select(i => i % 13 / 4f - 2)])
                .Add(ElementType.Int32, [.. Enumerable.Range(0, 500).Select(i => i % 5 - 2)]);
            return batch.Run<float>(backend);
        }

        Near(Run(ModelEvaluator.OnnxRuntime), Run(ModelEvaluator.Vector));
    }

    [Fact]
    public void Damaged_graphs_never_do_more_than_fail()
    {
        var whole = TreeModels.Bytes("graphs/three-boosted.onnx");
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var (damaged, ignored) = (whole.ToArray(), 0);
            for (var i = random.Next(1, 4); i > 0; i--)
                TestKit.Fuzz.Change(random, ref damaged, ref ignored);
            Assert.True(Inference.Trees.Graphs.TreeGraph.TryRead(damaged, out var whyNot) is null == whyNot.Length > 0);
        }
    }
}
