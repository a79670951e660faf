using SqlInference.Language;
using SqlInference.TestKit;

namespace SqlInference.SqlServer.Tests;

/// <summary>The scripts that every engine runs are T-SQL where they are not ours.</summary>
public sealed class ConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "conformance");

    public static TheoryData<string> Scripts => ConformanceScript.All(Folder);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_can_be_parsed(string name)
    {
        var own = Path.Combine(Folder, "sqlserver", name);
        var script = File.ReadAllText(File.Exists(own) ? own : Path.Combine(Folder, name)).Replace("{schema}", "dbo", StringComparison.Ordinal);
        foreach (var statement in ScriptSplitter.Split(script, SqlDialect.SqlServer))
        {
            // Ours are parsed by every engine's tests, those that are wrong on purpose too.
            if (!statement.IsModelStatement)
                TransactSql.Parse(statement.In(script).ToString());
        }
    }
}
