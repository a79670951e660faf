using System.Globalization;
using SqlInference.Errors;

namespace SqlInference.Service.Hosting;

/// <summary>Why there is no memory for a model.</summary>
static class MemoryErrors
{
    const string Raise = "raise the setting model_memory";

    public static SqlInferenceException TooLarge(string model, long bytes, long budget) => new(ErrorConditions.ModelTooLarge,
        $"Model {model} takes {Size(bytes)} of memory; all models together may take {Size(budget)}.",
        $"Make the model smaller, or {Raise}.");

    public static SqlInferenceException NoRoom(string model, long bytes, long budget, TimeSpan patience) => new(ErrorConditions.QueueFull,
        string.Create(CultureInfo.InvariantCulture,
            $"Model {model} needs {Size(bytes)} of memory, but of the {Size(budget)} for models not enough was free or idle within {patience.TotalSeconds:0.###} s."),
        $"Retry later, or {Raise}.");

    static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GiB"),
    };
}
