using SqlInference.Errors;

namespace SqlInference.Inference.Devices;

/// <summary>The library that lets ONNX Runtime use NVIDIA GPUs. It is not part of the build: deploy-scripts/fetch-cuda.sh adds it.</summary>
static class CudaProvider
{
    public const string LibraryName = "libonnxruntime_providers_cuda.so";

    // ONNX Runtime loads its providers from the folder of its core library.
    static readonly string[] CoreLibraryFolders =
    [
        AppContext.BaseDirectory,
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
    ];

    public static bool IsInstalled { get; } = Array.Exists(CoreLibraryFolders, folder =>
        File.Exists(Path.Combine(folder, "libonnxruntime.so")) && File.Exists(Path.Combine(folder, LibraryName)));

    /// <summary>Whether the machine has an NVIDIA GPU, as far as its driver tells.</summary>
    public static bool HasDriver { get; } = File.Exists("/proc/driver/nvidia/version");

    /// <summary>What to say to somebody whose models could run on a GPU and do not; null where there is no GPU to be missed.</summary>
    public static string? Missed(bool hasDriver, bool isInstalled) => hasDriver && !isInstalled
        ? "DEVICE 'auto': models run on the CPU; the CUDA provider is not installed (deploy-scripts/fetch-cuda.sh adds it)."
        : null;

    public static SqlInferenceException NotInstalled(InferenceDevice device) => new(ErrorConditions.DeviceNotAvailable,
        $"Device '{device}' is not available: {LibraryName} is not installed beside ONNX Runtime.",
        "Run deploy-scripts/fetch-cuda.sh on a machine with an NVIDIA GPU, or set DEVICE to 'cpu' or 'auto'.");

    public static SqlInferenceException NotUsable(InferenceDevice device, Exception cause) => new(
        ErrorConditions.DeviceNotAvailable, $"Device '{device}' is not available: {Reason(cause.Message)}",
        $"Check that the machine has this GPU (nvidia-smi -L) and has CUDA 13 and cuDNN 9 (ldd {LibraryName} lists what is missing), or set DEVICE to 'cpu' or 'auto'.",
        cause);

    /// <summary>The first line, without the class of the error in front.</summary>
    static string Reason(string message)
    {
        var line = message.ReplaceLineEndings("\n").Split('\n')[0];
        var text = line.StartsWith("[ErrorCode:", StringComparison.Ordinal) ? line[(line.IndexOf(']') + 1)..].Trim() : line;
        return text.EndsWith('.') ? text : text + ".";
    }
}
