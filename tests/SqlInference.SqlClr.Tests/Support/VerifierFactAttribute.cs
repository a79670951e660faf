using System.ComponentModel;
using System.Diagnostics;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A test that is skipped, saying why, where Mono's verifier is not installed.</summary>
sealed class VerifierFactAttribute : FactAttribute
{
    const string Verifier = "pedump";

    public VerifierFactAttribute()
    {
        try
        {
            Verify("--help");
        }
        catch (Win32Exception)
        {
            Skip = $"code is verified by {Verifier} of the package mono-utils, which is not installed";
        }
    }

    /// <summary>What the verifier says against an assembly.</summary>
    public static string Verify(string assembly)
    {
        using var process = Process.Start(new ProcessStartInfo(Verifier, $"--verify all {assembly}") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
