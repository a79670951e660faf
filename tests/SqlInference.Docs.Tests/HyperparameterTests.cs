using SqlInference.Training.Clusters;
using SqlInference.Training.Hyperparameters;
using SqlInference.Training.Linear;

namespace SqlInference.Docs.Tests;

/// <summary>The pages of learners say what the code says.</summary>
public sealed class HyperparameterTests
{
    public static readonly TheoryData<string, HyperparameterTable> Tables = new()
    {
        { "docs/linear-models.md", LinearHyperparameters.Table },
        { "docs/clusters.md", KMeansHyperparameters.Table },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_table_of_hyperparameters_is_that_of_the_code(string page, HyperparameterTable table) =>
        Assert.Equal(
            table.All.Select(entry => $"| `{entry.Name}` | {entry.Values.Expectation} | {(entry.Default is { } usual ? $"`{usual}`" : "")} | {entry.Meaning} |"),
            new PageText(page).Rows("## Hyperparameters"));

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_table_of_what_is_not_taken_is_that_of_the_code(string page, HyperparameterTable table) =>
        Assert.Equal(
            table.Refused.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"| `{entry.Key}` | {entry.Value} |"),
            new PageText(page).Rows("## Hyperparameters that are not taken"));
}
