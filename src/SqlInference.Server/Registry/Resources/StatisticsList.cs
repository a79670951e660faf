using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("Statistics of the models that are in memory and that the caller may see.")]
sealed record StatisticsList
{
    [Description("In the order of database, schema and name.")]
    public required IReadOnlyList<StatisticsDocument> Statistics { get; init; }
}
