using Microsoft.ML.OnnxRuntime;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// ONNX Runtime's own log. It writes to standard error by itself, which belongs to the program that hosts us; so all but
/// its last words are left out.
/// </summary>
static class OnnxLog
{
    public const OrtLoggingLevel Level = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    static readonly Lock Gate = new();

    /// <summary>Creates ONNX Runtime's environment, of which there is one per process, if nobody has.</summary>
    public static void EnsureEnvironment()
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
                return;
            var options = new EnvironmentCreationOptions { logId = "sqlinference", logLevel = Level };
            OrtEnv.CreateInstanceWithOptions(ref options).DisableTelemetryEvents();
        }
    }
}
