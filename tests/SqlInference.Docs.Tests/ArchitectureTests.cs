using System.Xml.Linq;

namespace SqlInference.Docs.Tests;

/// <summary>docs/architecture.md says what the project files say.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void The_table_of_projects_tells_what_each_knows_about()
    {
        var told = Repository.Read("docs/architecture.md").Split('\n')
            .Where(line => line.StartsWith("| `src/SqlInference.", StringComparison.Ordinal))
            .Select(line => line.Split('|'))
            .ToDictionary(cells => cells[1].Trim().Trim('`')["src/".Length..], cells => Names(cells[3]));
        var projects = Directory.EnumerateFiles(Repository.PathOf("src"), "SqlInference.*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), References);

        Assert.Equal(projects.Keys.Order(), told.Keys.Order());
        foreach (var (project, references) in projects)
            Assert.Equal((project, string.Join(", ", references)), (project, string.Join(", ", told[project])));
    }

    static string[] Names(string cell) =>
        [.. cell.Split(',').Select(name => name.Trim()).Where(name => name != "nothing").Order(StringComparer.Ordinal)];

    static string[] References(string projectFile) =>
        [.. XDocument.Load(projectFile).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))
            .Where(name => name.StartsWith("SqlInference.", StringComparison.Ordinal))
            .Select(name => name["SqlInference.".Length..])
            .Order(StringComparer.Ordinal)];
}
