using SqlInference.SqlServer.Tests.Sessions;
using SqlInference.TestKit;

namespace SqlInference.SqlServer.Live;

/// <summary>What every engine does alike, on a SQL Server with the assembly: scalar functions need one that takes it.</summary>
public sealed class ConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "conformance");

    public static TheoryData<string> Scripts => ConformanceScript.All(Folder);

    [ScalarFunctionsTheory]
    [MemberData(nameof(Scripts))]
    public async Task Every_engine_answers_alike(string script)
    {
        await using var live = await LiveSession.StartAsync();
        live.Run(File.ReadAllText(ScalarFunctionsTheoryAttribute.InstallScript!));
        var own = Path.Combine(Folder, "sqlserver", script);
        ConformanceScript.Run(File.Exists(own) ? own : Path.Combine(Folder, script), "dbo", Path.GetDirectoryName(ServicePlace.Onnx("linear"))!,
            statement => [.. live.Run(statement).Select(line => line.Split('|').Select(value => value == "NULL" ? null : value).ToArray())]);
    }
}

/// <summary>A test that is skipped, saying why, where SQL Server cannot call a model in the middle of a query.</summary>
public sealed class ScalarFunctionsTheoryAttribute : TheoryAttribute
{
    const string Variable = "SQLINFERENCE_TEST_SQLSERVER_INSTALL";

    public ScalarFunctionsTheoryAttribute() => Skip = SqlServerInstallation.WhyNot ?? WhyNot;

    /// <summary>What installs the assembly and the procedures into a database, settings included.</summary>
    public static string? InstallScript { get; } = Environment.GetEnvironmentVariable(Variable);

    static string? WhyNot => InstallScript is null
        ? $"scalar functions need the assembly, which a SQL Server on Windows takes: {Variable} names no script that installs it"
        : null;
}
