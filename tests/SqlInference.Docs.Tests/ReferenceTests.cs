using System.Text.RegularExpressions;
using SqlInference.Errors;
using SqlInference.Language;

namespace SqlInference.Docs.Tests;

/// <summary>docs/sql-reference.md says what the code says.</summary>
public sealed partial class ReferenceTests
{
    static readonly PageText Page = new("docs/sql-reference.md");

    public static TheoryData<string> StatementNames => [.. Grammar.Statements.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(StatementNames))]
    public void A_statement_has_its_section_with_its_synopsis(string name)
    {
        var entry = Grammar.Statements.Single(statement => statement.Name == name);
        var section = Page.Section($"### {name}");
        Assert.Contains($"```\n{entry.Synopsis.ReplaceLineEndings("\n")}\n```\n", section, StringComparison.Ordinal);
        Assert.Contains(entry.Purpose, section, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_stand_in_the_order_of_the_grammar_and_no_others() =>
        Assert.Equal(
            Grammar.Statements.Select(entry => $"### {entry.Name}"),
            Page.Section("## Statements").Split('\n').Where(line => line.StartsWith("### ", StringComparison.Ordinal)));

    [Fact]
    public void The_table_of_settings_is_that_of_the_code() =>
        Assert.Equal(
            Settings.Known.Select(setting => $"| `{setting.Name}` | {PageText.Cell(setting.Expectation)} | {PageText.Cell(setting.Purpose)} |"),
            Page.Rows("## Settings"));

    [Fact]
    public void The_table_of_errors_is_that_of_the_code() =>
        Assert.Equal(
            ErrorConditions.All.OrderBy(condition => condition.Code, StringComparer.Ordinal).Select(condition =>
                $"| {condition.Code} | `{condition.Name}` | {condition.HttpStatus} | {condition.SqlServerNumber} | {condition.ExitCode} |"),
            Page.Rows("## Errors"));

    [Fact]
    public void Types_of_the_table_are_types_of_functions_and_none_is_missing()
    {
        var kinds = new HashSet<SqlTypeKind>();
        foreach (var row in Page.Rows("## Types"))
        {
            foreach (Match name in Quoted().Matches(row.Split('|')[1]))
                kinds.Add(SqlType.Parse(name.Groups["type"].Value).Kind);
        }

        Assert.Equal(Enum.GetValues<SqlTypeKind>().Order(), kinds.Order());
    }

    [GeneratedRegex("`(?<type>[^`]+)`")]
    private static partial Regex Quoted();
}
