using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Tests.Onnx;
using SqlInference.Inference.Tests.Text;

namespace SqlInference.Inference.Tests.Devices;

/// <summary>
/// Everything up to the call of the CUDA provider, and what is made of its answers; those were read off a machine with one
/// GPU.
/// </summary>
public sealed class CudaTests
{
    static readonly InferenceDevice Second = new(1);

    [Fact]
    public void The_provider_is_told_the_device_and_to_compute_as_the_CPU_does()
    {
        var options = CudaOptions.Of(Second, memoryBytes: null);
        Assert.Equal(
            [("arena_extend_strategy", "kSameAsRequested"), ("device_id", "1"), ("use_tf32", "0")],
            options.Select(option => (option.Key, option.Value)).Order());
    }

    [Fact]
    public void A_limit_of_memory_is_told_in_bytes() =>
        Assert.Equal("3000000000", CudaOptions.Of(Second, memoryBytes: 3_000_000_000)["gpu_mem_limit"]);

    [Theory]
    [InlineData(
        "[ErrorCode:Fail] [ONNXRuntimeError] : 1 : FAIL : Failed to parse provider option \"device_id\": cuda_execution_provider_info.cc:70 operator() Invalid device ID: 1, must be between 0 (inclusive) and 1 (exclusive).\n",
        "Device 'cuda:1' is not available: the machine has 1 GPU, counted from 0.",
        "Set DEVICE to one of them (nvidia-smi -L), or to 'cpu' or 'auto'.")]
    [InlineData(
        "[ErrorCode:Fail] Invalid device ID: 4, must be between 0 (inclusive) and 2 (exclusive).",
        "Device 'cuda:1' is not available: the machine has 2 GPUs, counted from 0.",
        "Set DEVICE to one of them (nvidia-smi -L), or to 'cpu' or 'auto'.")]
    [InlineData(
        "[ErrorCode:RuntimeException] Exception during initialization: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Available memory of 4118272 is smaller than requested bytes of 4718592\n",
        "Device 'cuda:1' has no room for the model: Exception during initialization: Available memory of 4118272 is smaller than requested bytes of 4718592.",
        "Raise the setting gpu_memory, let fewer models use this GPU, or set DEVICE to 'cpu'.")]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /opt/sqlinference/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n",
        "Device 'cuda:1' is not available: Failed to load library /opt/sqlinference/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory.",
        "Check that the machine has this GPU (nvidia-smi -L) and has CUDA 13 and cuDNN 9 (ldd libonnxruntime_providers_cuda.so lists what is missing), or set DEVICE to 'cpu' or 'auto'.")]
    public void What_the_provider_says_becomes_an_error_that_says_what_to_do(string said, string message, string hint)
    {
        var error = CudaProvider.NotUsable(Second, new InvalidOperationException(said));
        Assert.Equal((ErrorConditions.DeviceNotAvailable, message, hint), (error.Condition, error.Message, error.Hint));
    }

    [Theory]
    [InlineData("Non-zero status code returned while running Gather node. Name:'Gather_t9' Status Message: Available memory of 1024 is smaller than requested bytes of 25165824")]
    [InlineData("Non-zero status code returned while running MatMul node. Name:'' Status Message: Failed to allocate memory for requested buffer of size 9")]
    [InlineData("CUDA failure 2: out of memory ; GPU=0")]
    public void Too_little_memory_for_a_batch_is_told_as_such(string said)
    {
        var error = OnnxErrors.Failed("m", new InvalidOperationException(said));
        Assert.Equal(ErrorConditions.ModelFailed, error.Condition);
        Assert.Equal("Model 'm' ran out of memory on a batch of rows.", error.Message);
        Assert.Equal("Lower MAX_BATCH_ROWS or MAX_CONCURRENCY; on a GPU, raise the setting gpu_memory, or let fewer models use it.", error.Hint);
    }

    [Fact]
    public void Auto_looks_for_a_GPU_only_where_it_pays()
    {
        Assert.True(OnnxModelFile.Open(TextModels.PathOf("star-rating", "model.onnx")).GainsByGpu);
        Assert.False(OnnxModelFile.Open(Models.PathOf("linear")).GainsByGpu);
    }

    [Fact]
    public void Memory_on_the_CPU_is_ordinary_and_grows()
    {
        using var memory = new HostMemory();
        Assert.Same(OrtMemoryInfo.DefaultInstance, memory.Location);
        unsafe
        {
            var small = memory.Reserve(64);
            Assert.True(memory.Pointer == small && memory.Reserve(32) == small);
            new Span<byte>(memory.Reserve(1 << 20), 1 << 20).Fill(7);
            Assert.Equal(7, memory.Pointer[(1 << 20) - 1]);
        }
    }
}
