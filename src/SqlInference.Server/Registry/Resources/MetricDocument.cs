using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("A result of training.")]
sealed record MetricDocument
{
    [Description("The metric's name, such as train:rows.")]
    public required string Name { get; init; }

    [Description("Its value; null where it is infinite or not a number.")]
    public required double? Value { get; init; }
}
