using Microsoft.ML.OnnxRuntime;

namespace SqlInference.Inference.Onnx;

/// <summary>
/// ONNX Runtime's own log. It writes to standard error by itself, which belongs to the program that hosts us; so it
/// goes nowhere unless somebody asks for it.
/// </summary>
public static class OnnxLog
{
    static readonly Lock Gate = new();
    static Action<string>? Listener;

    internal static OrtLoggingLevel Level =>
        Listener is null ? OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL : OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>Sends warnings and worse to <paramref name="write"/>. Works only before the first model is loaded.</summary>
    public static void SendTo(Action<string> write)
    {
        lock (Gate)
            Listener = write;
    }

    /// <summary>Creates ONNX Runtime's environment, of which there is one per process, if nobody has.</summary>
    internal static void EnsureEnvironment()
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
                return;
            var options = new EnvironmentCreationOptions { logId = "sqlinference", logLevel = Level };
            if (Listener is { } listener)
                options.loggingFunction = (_, _, category, _, _, message) => listener($"{category}: {message}");
            OrtEnv.CreateInstanceWithOptions(ref options).DisableTelemetryEvents();
        }
    }
}
