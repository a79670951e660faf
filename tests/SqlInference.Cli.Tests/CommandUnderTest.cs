using System.Diagnostics;
using System.Text;

namespace SqlInference.Cli.Tests;

/// <summary>The built executable, with a data folder and a current folder that go when the test is over.</summary>
public sealed class CommandUnderTest : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public CommandUnderTest()
    {
        Folder = Directory.CreateTempSubdirectory("sqlinference-cli-").FullName;
    }

    /// <summary>The current folder of the command; its data folder is the default one in there.</summary>
    public string Folder { get; }

    public static string Executable { get; } = Find();

    public CommandResult Run(params string[] arguments) => RunWithInput("", arguments);

    public CommandResult RunWithInput(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }

        return Finish(process, output, error);
    }

    /// <summary>Runs a line of shell in which $SQLINFERENCE is the command.</summary>
    public CommandResult RunShell(string line)
    {
        using var process = Launch("/bin/bash", ["-c", line]);
        process.StandardInput.Close();
        return Finish(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Process Start(params string[] arguments) => Launch(Executable, arguments);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return name;
    }

    public static CommandResult Finish(Process process, Task<string> output, Task<string> error)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The command did not end. Output: {output.Result}\nError: {error.Result}");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    Process Launch(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.Environment["SQLINFERENCE"] = Executable;
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("SQLINFERENCE_DEBUG");
        start.Environment.Remove("NO_COLOR");
        return Process.Start(start)!;
    }

    /// <summary>From artifacts/bin/SqlInference.Cli.Tests/debug to the command's own output in the same configuration.</summary>
    static string Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var path = Path.Combine(own.Parent!.Parent!.FullName, "SqlInference.Cli", own.Name, "sqlinference");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build src/SqlInference.Cli first: there is no {path}.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
