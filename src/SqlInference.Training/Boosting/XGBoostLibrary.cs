using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Training.Boosting.Native;

namespace SqlInference.Training.Boosting;

/// <summary>
/// Finds libxgboost: where the setting says, else beside the program, else where the system keeps libraries.
/// </summary>
public static partial class XGBoostLibrary
{
    public const string Setting = "xgboost_library";

    public const string PathVariable = "SQLINFERENCE_XGBOOST_LIBRARY";

    const string FileName = "libxgboost.so";

    // What the library beside the program needs and a server may lack. Once loaded, they are found by their names.
    static readonly string[] Companions = ["libgomp.so.1", "libdmlc.so.0"];

    static readonly string[] SystemNames = ["libxgboost.so.0", FileName];

    static readonly Version Oldest = new(1, 7);

    static readonly Lazy<nint> Loaded = new(LoadOnce);

    /// <summary>The file to load, from the setting; null for what the environment says, or to look for it. Counts until the first use.</summary>
    public static string? Path { get; set; }

    /// <summary>Loads the library; does nothing after the first time.</summary>
    /// <exception cref="SqlInferenceException">There is no such library, or it cannot be used.</exception>
    public static void Load() => _ = Loaded.Value;

    static nint LoadOnce()
    {
        // Threads that wait for work would otherwise spin, which stops a busy machine. OpenMP reads this when it is loaded, from
        // the C library: what .NET calls the environment is a copy.
        _ = SetVariable("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        var library = Open(Path ?? Environment.GetEnvironmentVariable(PathVariable), AppContext.BaseDirectory);
        NativeLibrary.SetDllImportResolver(typeof(XGBoostNative).Assembly, (name, _, _) => name == XGBoostNative.Library ? library : 0);
        XGBoostNative.Version(out var major, out var minor, out var patch);
        if (new Version(major, minor) < Oldest)
            throw Missing($"the one that was found is version {major}.{minor}.{patch}, and {Oldest} is the oldest that will do");
        return library;
    }

    /// <param name="stated">The file to load; null to look for it.</param>
    /// <param name="folder">The program's.</param>
    internal static nint Open(string? stated, string folder)
    {
        if (stated is { Length: > 0 })
        {
            return TryOpen(stated, out var library, out var why) ? library
                : throw Missing($"the setting {Setting} says {stated}, which cannot be loaded ({why})");
        }

        string? reason = null;
        var beside = System.IO.Path.Combine(folder, FileName);
        if (File.Exists(beside))
        {
            foreach (var companion in Companions.Select(name => System.IO.Path.Combine(folder, name)).Where(File.Exists))
                TryOpen(companion, out _, out _);
            if (TryOpen(beside, out var library, out reason))
                return library;
        }

        foreach (var name in SystemNames)
        {
            if (TryOpen(name, out var library, out var why))
                return library;
            reason ??= why;
        }

        throw Missing(reason!);
    }

    static bool TryOpen(string path, out nint library, out string? why)
    {
        try
        {
            library = NativeLibrary.Load(path);
            why = null;
            return true;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            library = 0;
            why = Reason(exception.Message);
            return false;
        }
    }

    /// <summary>.NET's advice comes first, then what the loader says of each name that was tried.</summary>
    static string Reason(string message) => message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => !line.StartsWith("Unable to load", StringComparison.Ordinal)).DefaultIfEmpty(message).First().TrimEnd('.');

    static SqlInferenceException Missing(string why) => new(ErrorConditions.TrainingLibraryMissing,
        $"Boosted trees need the XGBoost library: {why}.",
        $"Install it (on Debian: apt-get install libxgboost0), or set {Setting} to the path of {FileName}, and start the program again.");

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
