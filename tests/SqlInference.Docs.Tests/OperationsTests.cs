using SqlInference.Server.Configuration;

namespace SqlInference.Docs.Tests;

/// <summary>docs/operations.md says what the code says.</summary>
public sealed class OperationsTests
{
    [Fact]
    public void The_table_of_settings_is_that_of_the_service() =>
        Assert.Equal(
            Settings.All.Select(setting =>
                $"| `{setting.Name}` | {(setting.Default is { } value ? $"`{PageText.Cell(value)}`" : "")} | {PageText.Cell(setting.Meaning)} |"),
            new PageText("docs/operations.md").Rows("## Settings"));
}
