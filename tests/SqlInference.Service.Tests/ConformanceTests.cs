using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>The scripts of tests/conformance on the embedded engine.</summary>
public sealed class ConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "conformance");

    public static TheoryData<string> Scripts => ConformanceScript.All(Folder);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void The_embedded_engine_does_as_the_script_says(string script)
    {
        using var work = new Workplace();
        ConformanceScript.Run(Path.Combine(Folder, script), "public", Path.Combine(AppContext.BaseDirectory, "models"), statement => work.Run(statement).Rows);
    }
}
