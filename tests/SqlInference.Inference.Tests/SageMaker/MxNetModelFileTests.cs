using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.SageMaker;
using SqlInference.Inference.Tests.Onnx;
using SqlInference.TestKit;

namespace SqlInference.Inference.Tests.SageMaker;

public sealed class MxNetModelFileTests : IDisposable
{
    const string DownloadAgain = "Copy or download the archive again.";
    const string TrainHere = "Train the model here, or export it to ONNX.";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    static byte[] Binary(double threshold = 0.5) =>
        MxNetFiles.LinearLearner("binary_classifier", "logistic", "LogisticRegressionOutput", [2, -1], [0.5f], threshold);

    OnnxBackend Load(byte[] file)
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(path, MxNetModelFile.ToOnnx(new MemoryStream(file), "m"));
        return OnnxBackend.Load(path, new() { DisplayName = "m", Parameters = Models.Scalars(2, ElementType.Float32), Device = DeviceSelection.Cpu });
    }

    /// <summary>The points (1, 2), (-0.5, 3) and (0, 0).</summary>
    static Batch Points() => new Batch().Add(ElementType.Float32, 1f, -0.5f, 0).Add(ElementType.Float32, 2f, 3, 0);

    static void Fails(ErrorCondition condition, string message, string hint, byte[] content)
    {
        var error = Assert.Throws<SqlInferenceException>(() => MxNetModelFile.ToOnnx(new MemoryStream(content), "m"));
        Assert.Equal((condition, message, hint), (error.Condition, error.Message, error.Hint));
    }

    static float Probability(float sum) => 1 / (1 + MathF.Exp(-sum));

    [Theory]
    [InlineData("squared_loss", "LinearRegressionOutput")]
    [InlineData("absolute_loss", "MAERegressionOutput")]
    public void A_regressor_answers_the_weighted_sum(string loss, string output)
    {
        using var backend = Load(MxNetFiles.LinearLearner("regressor", loss, output, [2, -1], [0.5f]));
        using var points = Points();
        Assert.Equal([0.5f, -3.5f, 0.5f], points.Run<float>(backend));
    }

    [Theory]
    [InlineData(0.5, new long[] { 1, 0, 1 })]
    [InlineData(0.7, new long[] { 0, 0, 0 })]
    [InlineData(0.01, new long[] { 1, 1, 1 })]
    public void A_classifier_of_two_classes_says_1_above_its_threshold(double threshold, long[] labels)
    {
        using var backend = Load(Binary(threshold));
        using var points = Points();
        Assert.Equal(labels, points.Run<long>(backend));
        Assert.Equal(["0", "1"], backend.ClassLabels);
        var expected = new[] { 0.5f, -3.5f, 0.5f }.SelectMany(sum => new[] { 1 - Probability(sum), Probability(sum) });
        Assert.All(expected.Zip(points.Run<float>(backend, "probabilities")), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void A_classifier_of_several_classes_says_the_likeliest()
    {
        using var backend = Load(MxNetFiles.LinearLearner("multiclass_classifier", "softmax_loss", "SoftmaxOutput", [1, 0, -1, 0, 1, 0], [0, 0, 0.25f]));
        using var points = Points();
        Assert.Equal([1L, 1, 2], points.Run<long>(backend));
        Assert.Equal(["0", "1", "2"], backend.ClassLabels);
        var sums = new float[][] { [1, 2, -0.75f], [-0.5f, 3, 0.75f], [0, 0, 0.25f] };
        var expected = sums.SelectMany(row => row.Select(sum => MathF.Exp(sum) / row.Sum(MathF.Exp)));
        Assert.All(expected.Zip(points.Run<float>(backend, "probabilities")), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void K_means_answers_the_nearest_centre_and_how_far_it_is()
    {
        using var backend = Load(MxNetFiles.Arrays((null, [3, 2], [1, 1, -1, 3, 1000, 1000.5f])));
        using var near = Points();
        Assert.Equal([0L, 1, 0], near.Run<long>(backend));
        Assert.Equal([1, 0.5, Math.Sqrt(2)], near.Run<double>(backend, "distance_to_cluster"));
        using var far = new Batch().Add(ElementType.Float32, 1000f).Add(ElementType.Float32, 1000.25f);
        Assert.Equal([0.25], far.Run<double>(backend, "distance_to_cluster"));
    }

    [Fact]
    public void What_is_not_known_is_refused_by_name()
    {
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the loss 'hinge_loss' with the predictor_type 'binary_classifier', which cannot be evaluated here.", TrainHere,
            MxNetFiles.LinearLearner("binary_classifier", "hinge_loss", "MakeLoss", [1, 2], [0]));
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the predictor_type 'ranker', which cannot be evaluated here.", TrainHere,
            MxNetFiles.LinearLearner("ranker", "logistic", "MakeLoss", [1, 2], [0]));
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the operator 'Activation', which cannot be evaluated here.", TrainHere,
            MxNetFiles.LinearLearner("regressor", "squared_loss", "Activation", [1, 2], [0]));
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the operators dot, broadcast_add, broadcast_add, which cannot be evaluated here.", TrainHere,
            MxNetFiles.LinearLearner("regressor", "squared_loss", "broadcast_add", [1, 2], [0]));
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the arrays 's', 'v', which cannot be evaluated here.", TrainHere,
            MxNetFiles.Arrays(("s", [2], [1, 2]), ("v", [1, 2], [1, 2])));
    }

    [Fact]
    public void What_is_damaged_is_refused()
    {
        static string No(string why) => $"Model 'm' is no model of Amazon SageMaker's linear learner or k-means that can be read: {why}.";
        Fails(ErrorConditions.ModelFileInvalid, No("it is neither a zip file nor parameters of MXNet's"), DownloadAgain, "hello"u8.ToArray());
        Fails(ErrorConditions.ModelFileInvalid, No("its parameters are arg:fc0_bias [1,2] and arg:fc0_weight [1,2]"), DownloadAgain,
            MxNetFiles.LinearLearner("regressor", "squared_loss", "LinearRegressionOutput", [1, 2], [0, 0]));
        Fails(ErrorConditions.ModelFileInvalid, No("its parameters end before they should"), DownloadAgain, MxNetFiles.Arrays((null, [2, 2], [1, 2, 3])));
        Fails(ErrorConditions.ModelFileInvalid, No("it has 1 arrays, 0 names and 1 bytes behind them"), DownloadAgain, [.. MxNetFiles.Arrays((null, [1, 1], [1])), 0]);
        Fails(ErrorConditions.ModelFileInvalid, No("its parameters end before they should"), DownloadAgain, MxNetFiles.Arrays((null, [int.MaxValue, int.MaxValue], [1])));
    }

    [Fact]
    public void Whatever_the_bytes_it_is_a_model_or_an_error_of_ours()
    {
        var random = new Random(1);
        var files = new[] { Binary(), MxNetFiles.Arrays((null, [2, 2], [1, 2, 3, 4])), MxNetFiles.Arrays(("s", [2], [1, 2])) };
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (file, unused) = (files[i % files.Length].ToArray(), 0);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                Fuzz.Change(random, ref file, ref unused);
            try
            {
                MxNetModelFile.ToOnnx(new MemoryStream(file), "m");
            }
            catch (SqlInferenceException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5_000, 19_000);
    }
}
