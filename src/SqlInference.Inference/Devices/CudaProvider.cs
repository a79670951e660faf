using System.Text.RegularExpressions;
using SqlInference.Errors;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Devices;

/// <summary>The library that lets ONNX Runtime use NVIDIA GPUs. It is not part of the build: deploy-scripts/fetch-cuda.sh adds it.</summary>
static partial class CudaProvider
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

    public static SqlInferenceException NotUsable(InferenceDevice device, Exception cause)
    {
        if (NoSuchDevice().Match(cause.Message) is { Success: true } known)
        {
            var count = known.Groups["count"].Value;
            return new(ErrorConditions.DeviceNotAvailable,
                $"Device '{device}' is not available: the machine has {count} {(count == "1" ? "GPU" : "GPUs")}, counted from 0.",
                "Set DEVICE to one of them (nvidia-smi -L), or to 'cpu' or 'auto'.", cause);
        }

        return OnnxErrors.IsOutOfMemory(cause.Message) ? new(ErrorConditions.DeviceNotAvailable,
            $"Device '{device}' has no room for the model: {OnnxErrors.Clean(cause.Message)}",
            "Raise the setting gpu_memory, let fewer models use this GPU, or set DEVICE to 'cpu'.", cause) : new(
        ErrorConditions.DeviceNotAvailable, $"Device '{device}' is not available: {OnnxErrors.Clean(cause.Message)}",
        $"Check that the machine has this GPU (nvidia-smi -L) and has CUDA 13 and cuDNN 9 (ldd {LibraryName} lists what is missing), or set DEVICE to 'cpu' or 'auto'.",
        cause);
    }

    [GeneratedRegex(@"Invalid device ID: \d+, must be between 0 \(inclusive\) and (?<count>\d+) \(exclusive\)")]
    private static partial Regex NoSuchDevice();
}
