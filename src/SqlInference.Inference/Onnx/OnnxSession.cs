using Microsoft.ML.OnnxRuntime;
using SqlInference.Errors;
using SqlInference.Inference.Devices;

namespace SqlInference.Inference.Onnx;

/// <summary>A model loaded by ONNX Runtime on one device.</summary>
sealed class OnnxSession : IDisposable
{
    readonly PinnedMemorySource? _pinned;

    OnnxSession(InferenceSession session, InferenceDevice device)
    {
        Session = session;
        Device = device;
        _pinned = device.IsCuda ? new(session, device) : null;
    }

    public InferenceSession Session { get; }

    public InferenceDevice Device { get; }

    public static OnnxSession Open(OnnxModelFile file, byte[] content, OnnxModelOptions options)
    {
        OnnxLog.EnsureEnvironment();
        if (options.Device.Device is { } device)
            return new OnnxSession(device.IsCuda ? OpenOnCuda(file, content, device, options.GpuMemoryBytes) : OpenOnCpu(file, content), device);
        return OpenOnBest(file, content, options);
    }

    /// <summary>Memory for an input or output that may be large, or is read more than once.</summary>
    public ITensorMemory CreateMemory() => _pinned is { } pinned ? pinned.Copied() : new HostMemory();

    /// <summary>Memory for a tensor that is small and read once.</summary>
    public ITensorMemory CreateSmallMemory() => _pinned is { } pinned ? pinned.InPlace() : new HostMemory();

    public void Dispose()
    {
        _pinned?.Dispose();
        Session.Dispose();
    }

    static OnnxSession OpenOnBest(OnnxModelFile file, byte[] content, OnnxModelOptions options)
    {
        var gpu = new InferenceDevice(0);
        if (!file.GainsByGpu)
            return new OnnxSession(OpenOnCpu(file, content), InferenceDevice.Cpu);
        if (!CudaProvider.IsInstalled)
        {
            if (CudaProvider.Missed(CudaProvider.HasDriver, CudaProvider.IsInstalled) is { } missed)
                options.Notices?.Once(missed);
            return new OnnxSession(OpenOnCpu(file, content), InferenceDevice.Cpu);
        }

        try
        {
            return new OnnxSession(OpenOnCuda(file, content, gpu, options.GpuMemoryBytes), gpu);
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.DeviceNotAvailable)
        {
            options.Notices?.Once($"DEVICE 'auto': models run on the CPU. {exception.Message}");
            return new OnnxSession(OpenOnCpu(file, content), InferenceDevice.Cpu);
        }
    }

    static InferenceSession OpenOnCpu(OnnxModelFile file, byte[] content)
    {
        using var options = CreateOptions(file);
        try
        {
            return new InferenceSession(content, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw OnnxErrors.CannotLoad(file, exception);
        }
    }

    static InferenceSession OpenOnCuda(OnnxModelFile file, byte[] content, InferenceDevice device, long? memoryBytes)
    {
        if (!CudaProvider.IsInstalled)
            throw CudaProvider.NotInstalled(device);
        using var options = CreateOptions(file);
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(CudaOptions.Of(device, memoryBytes));
            options.AppendExecutionProvider_CUDA(cuda);
            return new InferenceSession(content, options);
        }
        catch (OnnxRuntimeException exception)
        {
            // A model that does not load on the CPU either has a fault of its own, and that is what to report.
            OpenOnCpu(file, content).Dispose();
            throw CudaProvider.NotUsable(device, exception);
        }
    }

    /// <summary>
    /// One thread per call and as many callers as cores: measured on trees, two callers with a thread each do
    /// 1.4 times what one caller with two threads does, and threads that spin while they wait cost a core each.
    /// </summary>
    static SessionOptions CreateOptions(OnnxModelFile file)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Keeps a plan for every row count that ever occurs.
            EnableMemoryPattern = false,
            LogSeverityLevel = OnnxLog.Level,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        if (file.ExternalFiles.Count > 0)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", file.Folder);
        return options;
    }
}
