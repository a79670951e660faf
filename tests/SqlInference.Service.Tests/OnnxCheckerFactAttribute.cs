using System.Diagnostics;

namespace SqlInference.Service.Tests;

/// <summary>A test with ONNX's own Python package, skipped where it is not installed.</summary>
sealed class OnnxCheckerFactAttribute : FactAttribute
{
    const string Interpreter = "/usr/bin/python3";

    public OnnxCheckerFactAttribute()
    {
        if (!File.Exists(Interpreter) || Python("import onnx").Length > 0)
            Skip = "Python's package onnx is not installed (apt: python3-onnx).";
    }

    /// <summary>Runs a script, and answers what it said of errors.</summary>
    public static string Python(string script, params ReadOnlySpan<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script, .. arguments]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{process.ExitCode}: {error}";
    }
}
