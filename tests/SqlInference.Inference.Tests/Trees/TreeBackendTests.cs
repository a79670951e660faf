using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Tests.Onnx;
using SqlInference.Inference.Trees;

namespace SqlInference.Inference.Tests.Trees;

public sealed class TreeBackendTests
{
    static TreeBackend Load(string file, ElementType type = ElementType.Float64, string? output = null) =>
        TreeBackend.Create(TreeModels.Read(file), "m", Models.Scalars(5, type), output);

    /// <summary>Every other missing value as NULL, the others as NaN.</summary>
    static Batch BatchOf(Expected expected)
    {
        var batch = new Batch();
        for (var column = 0; column < 5; column++)
        {
            batch.Add(ElementType.Float64, [.. expected.Rows.Select(row => (double)row[column])]);
            for (var row = 0; row < expected.Rows.Length; row += 2)
            {
                if (float.IsNaN(expected.Rows[row][column]))
                    batch.Missing(row);
            }
        }

        return batch;
    }

    [Theory]
    [InlineData("squared.json")]
    [InlineData("reg-logistic.json")]
    [InlineData("logitraw.json")]
    [InlineData("poisson.json")]
    [InlineData("gamma.json")]
    [InlineData("tweedie.json")]
    [InlineData("absolute.json")]
    [InlineData("cox.json")]
    [InlineData("rank.json")]
    [InlineData("dart.ubj")]
    [InlineData("deep.json")]
    public void Numbers_are_those_of_XGBoost(string file)
    {
        using var backend = Load(file);
        var expected = TreeModels.Expected(file);
        using var batch = BatchOf(expected);

        Assert.Equal([new ModelOutput("prediction", ElementType.Float32)], backend.Signature.Outputs);
        Assert.Empty(backend.ClassLabels);
        Near([.. expected.Predictions.Select(row => row[0])], batch.Run<float>(backend));
    }

    [Fact]
    public void Two_classes_have_a_label_and_probabilities()
    {
        using var backend = Load("logistic.ubj");
        var expected = TreeModels.Expected("logistic.ubj");
        using var batch = BatchOf(expected);

        Assert.Equal(["0", "1"], backend.ClassLabels);
        Assert.Equal([.. expected.Predictions.Select(row => row[0] > 0.5f ? 1L : 0)], batch.Run<long>(backend));
        Near([.. expected.Predictions.SelectMany(row => new[] { 1 - row[0], row[0] })], batch.Run<float>(backend, "probabilities"));
    }

    [Fact]
    public void A_hinge_has_a_label_only()
    {
        using var backend = Load("hinge.json");
        var expected = TreeModels.Expected("hinge.json");
        using var batch = BatchOf(expected);

        Assert.Equal([new ModelOutput("prediction", ElementType.Int64)], backend.Signature.Outputs);
        Assert.Equal([.. expected.Predictions.Select(row => (long)row[0])], batch.Run<long>(backend));
    }

    [Fact]
    public void Many_classes_have_a_label_and_probabilities()
    {
        using var backend = Load("softprob.json");
        var expected = TreeModels.Expected("softprob.json");
        using var batch = BatchOf(expected);

        Assert.Equal(["0", "1", "2"], backend.ClassLabels);
        Near([.. expected.Predictions.SelectMany(row => row)], batch.Run<float>(backend, "probabilities"));
        Assert.Equal([.. expected.Predictions.Select(row => (long)Array.IndexOf(row, row.Max()))], batch.Run<long>(backend));
    }

    [Fact]
    public void The_largest_of_several_parallel_trees_wins()
    {
        using var backend = Load("softmax.json");
        var expected = TreeModels.Expected("softmax.json");
        using var batch = BatchOf(expected);

        Assert.Equal([.. expected.Predictions.Select(row => (long)row[0])], batch.Run<long>(backend));
    }

    [Fact]
    public void The_output_setting_makes_probabilities_the_prediction()
    {
        using var backend = Load("softprob.json", output: "Probabilities");
        Assert.Equal([new ModelOutput("prediction", new ColumnType(ElementType.Float32, 3))], backend.Signature.Outputs);

        var error = Assert.Throws<SqlInferenceException>(() => Load("squared.json", output: "probabilities"));
        Assert.Equal((ErrorConditions.ModelOutputMismatch, "Model 'm' does not fit the function: OUTPUT names 'probabilities', which the model does not give.",
            "The model gives: prediction."), (error.Condition, error.Message, error.Hint));
    }

    [Fact]
    public void Parameters_come_from_the_file_where_none_are_declared()
    {
        using var backend = TreeBackend.Create(TreeModels.Read("squared.json"), "m");
        Assert.Equal([.. Enumerable.Range(0, 5).Select(i => new ModelInput($"f{i}", ElementType.Float32, AcceptsNull: true))], backend.Signature.Inputs);
    }

    [Fact]
    public void Parameters_that_are_not_the_features_are_refused()
    {
        void Fails(string message, string hint, params OnnxParameter[] parameters)
        {
            var error = Assert.Throws<SqlInferenceException>(() => TreeBackend.Create(TreeModels.Read("squared.json"), "m", parameters));
            Assert.Equal((ErrorConditions.ModelInputMismatch, message, hint), (error.Condition, error.Message, error.Hint));
        }

        const string each = "Declare one parameter for each feature, in the order of the training data.";
        Fails("Model 'm' does not fit the function: it takes 5 values per row, the function has 3 parameters.", each, Models.Scalars(3, ElementType.Float32));
        Fails("Model 'm' does not fit the function: it takes 5 values per row, the function has 6 parameters.", each, Models.Scalars(6, ElementType.Float32));
        Fails("Model 'm' does not fit the function: it takes numbers, the parameter 'a' is text.",
            "Declare the parameter as float8, or the type that the column has.", Models.Scalars(5, ElementType.Utf8));
    }

    [Fact]
    public void A_list_of_open_length_takes_what_is_left()
    {
        using var backend = TreeBackend.Create(TreeModels.Read("squared.json"), "m",
            [new("a", ElementType.Float32), new("rest", ElementType.Float32, IsList: true)]);
        Assert.Equal(new ColumnType(ElementType.Float32, 4), backend.Signature.Inputs[1].Type);
        var expected = TreeModels.Expected("squared.json");
        using var batch = new Batch()
            .Add(ElementType.Float32, [.. expected.Rows.Select(row => row[0])])
            .Add(new ColumnType(ElementType.Float32, 4), [.. expected.Rows.SelectMany(row => row[1..])]);

        Near([.. expected.Predictions.Select(row => row[0])], batch.Run<float>(backend));
    }

    [Theory]
    [InlineData(ElementType.Float64, "Model 'm': argument 'a' holds a number beyond the range of 32-bit floats, which XGBoost compares.")]
    [InlineData(ElementType.Int64, "Model 'm': argument 'a' holds an integer beyond 2^53.")]
    public void A_value_that_no_float_holds_is_refused(ElementType type, string message)
    {
        using var backend = Load("squared.json", type);
        using var batch = new Batch();
        for (var column = 0; column < 5; column++)
        {
            if (type == ElementType.Float64)
                batch.Add(type, 1e39);
            else
                batch.Add(type, 1L << 60);
        }

        Assert.Equal(message, Assert.Throws<SqlInferenceException>(() => batch.Run<float>(backend)).Message);
    }

    static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(MathF.Abs(expected[i] - actual[i]), 0, 2e-6f * MathF.Max(1, MathF.Abs(expected[i])));
    }
}
