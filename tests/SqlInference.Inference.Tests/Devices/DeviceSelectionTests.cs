using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Tests.Onnx;
using SqlInference.Inference.Tests.Text;

namespace SqlInference.Inference.Tests.Devices;

public sealed class DeviceSelectionTests
{
    [Theory]
    [InlineData(null, "auto")]
    [InlineData(" ", "auto")]
    [InlineData("AUTO", "auto")]
    [InlineData("cpu", "cpu")]
    [InlineData("Cuda", "cuda:0")]
    [InlineData("cuda:0", "cuda:0")]
    [InlineData(" cuda:12 ", "cuda:12")]
    public void Devices_are_read_as_people_write_them(string? setting, string expected) =>
        Assert.Equal(expected, DeviceSelection.Parse(setting).ToString());

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:99999999999")]
    [InlineData("cpu:0")]
    public void Anything_else_is_not_a_device(string setting)
    {
        var exception = Assert.Throws<SqlInferenceException>(() => DeviceSelection.Parse(setting));
        Assert.Equal(ErrorConditions.InvalidClauseValue, exception.Condition);
        Assert.Equal($"DEVICE '{setting}' is not a device.", exception.Message);
        Assert.Equal("Write 'auto', 'cpu', 'cuda' or 'cuda:N', where N is the number of the GPU.", exception.Hint);
    }

    [SkipWithCudaFact]
    public void A_GPU_that_is_not_there_is_an_error()
    {
        var exception = Assert.Throws<SqlInferenceException>(() =>
            OnnxBackend.Load(Models.PathOf("linear"), new OnnxModelOptions { Device = DeviceSelection.Parse("cuda:1") }));
        Assert.Equal(ErrorConditions.DeviceNotAvailable, exception.Condition);
        Assert.Equal("Device 'cuda:1' is not available: libonnxruntime_providers_cuda.so is not installed beside ONNX Runtime.", exception.Message);
        Assert.Equal("Run deploy-scripts/fetch-cuda.sh on a machine with an NVIDIA GPU, or set DEVICE to 'cpu' or 'auto'.", exception.Hint);
    }

    [SkipWithCudaFact]
    public void Auto_falls_back_to_the_CPU()
    {
        var said = new List<string>();
        var notices = new Notices(said.Add);
        for (var i = 0; i < 3; i++)
        {
            using var backend = TextModels.Load("star-rating", options: TextModels.Options() with { Device = DeviceSelection.Auto, Notices = notices });
            Assert.Equal(InferenceDevice.Cpu, backend.Device);
        }

        Assert.Equal(CudaProvider.HasDriver ? 1 : 0, said.Count);
    }

    [Fact]
    public void A_GPU_that_auto_does_not_use_is_mentioned_and_one_that_is_not_there_is_not()
    {
        Assert.Equal(
            "DEVICE 'auto': models run on the CPU; the CUDA provider is not installed (deploy-scripts/fetch-cuda.sh adds it).",
            CudaProvider.Missed(hasDriver: true, isInstalled: false));
        Assert.Null(CudaProvider.Missed(hasDriver: false, isInstalled: false));
        Assert.Null(CudaProvider.Missed(hasDriver: true, isInstalled: true));
    }

    [Fact]
    public void Notices_are_given_once()
    {
        var said = new List<string>();
        var notices = new Notices(said.Add);
        notices.Once("a");
        notices.Once("b");
        notices.Once("a");

        Assert.Equal(["a", "b"], said);
    }

    /// <summary>For what can only be seen where the CUDA provider is not installed.</summary>
    sealed class SkipWithCudaFactAttribute : FactAttribute
    {
        public SkipWithCudaFactAttribute()
        {
            if (File.Exists(Path.Combine(AppContext.BaseDirectory, "libonnxruntime_providers_cuda.so")))
                Skip = "the CUDA provider is installed here";
        }
    }
}
