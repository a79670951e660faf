using System.ComponentModel;
using System.Diagnostics;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A test that is skipped where there is no PowerShell.</summary>
sealed class PowerShellTheoryAttribute : TheoryAttribute
{
    public PowerShellTheoryAttribute()
    {
        try
        {
            using var shell = Process.Start(new ProcessStartInfo("pwsh", "--version") { UseShellExecute = false, RedirectStandardOutput = true })!;
            shell.WaitForExit();
        }
        catch (Win32Exception)
        {
            Skip = "pwsh is not installed: dotnet tool install --global PowerShell";
        }
    }
}
