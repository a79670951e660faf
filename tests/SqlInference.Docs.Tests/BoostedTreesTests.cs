using SqlInference.Training;
using SqlInference.Training.Boosting;

namespace SqlInference.Docs.Tests;

/// <summary>docs/boosted-trees.md says what the code says.</summary>
public sealed class BoostedTreesTests
{
    static readonly PageText Page = new("docs/boosted-trees.md");

    [Fact]
    public void The_table_of_objectives_is_that_of_the_code() =>
        Assert.Equal(
            BoosterObjectives.All.Select(objective => $"| `{objective.Name}` | {objective.Problem.Words()} | {objective.Target} | `{objective.Metric}` |"),
            Page.Rows("## Objectives"));

    [Fact]
    public void The_table_of_hyperparameters_is_that_of_the_code() =>
        Assert.Equal(
            BoosterHyperparameters.All.Select(entry =>
                $"| `{entry.Name}` | {entry.Values.Expectation} | {(entry.Default is { } usual ? $"`{usual}`" : "")} | {Boosters(entry.Boosters)} | {entry.Meaning} |"),
            Page.Rows("## Hyperparameters"));

    [Fact]
    public void The_table_of_what_is_not_taken_is_that_of_the_code() =>
        Assert.Equal(
            BoosterHyperparameters.Refused.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"| `{entry.Key}` | {entry.Value} |"),
            Page.Rows("## Hyperparameters that are not taken"));

    static string Boosters(BoosterKind boosters) =>
        boosters.HasFlag(BoosterKind.GBTree | BoosterKind.GBLinear) ? "all" : boosters.ToString().ToLowerInvariant();
}
