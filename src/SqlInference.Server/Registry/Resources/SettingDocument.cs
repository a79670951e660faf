using System.ComponentModel;

namespace SqlInference.Server.Registry.Resources;

[Description("A setting of a model.")]
sealed record SettingDocument
{
    [Description("The setting's name, in capitals.")]
    public required string Name { get; init; }

    [Description("Its value, as text.")]
    public required string Value { get; init; }
}
