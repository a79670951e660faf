using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using SqlInference.Engines.DuckDb;

namespace SqlInference.Cli.Commands;

/// <summary>Our version and those of the two libraries that do the work.</summary>
sealed class VersionLine : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public static string Own => typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"sqlinference {Own} (DuckDB {DuckDbDatabase.LibraryVersion.TrimStart('v')}, ONNX Runtime {OrtEnv.Instance().GetVersionString()})");
        return 0;
    }
}
