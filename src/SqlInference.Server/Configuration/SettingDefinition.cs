namespace SqlInference.Server.Configuration;

/// <summary>A setting of the service as the configuration file, the environment and the documentation know it.</summary>
/// <param name="Default">As one would write it; null where there is none.</param>
/// <param name="Meaning">One sentence for operators.</param>
public sealed record SettingDefinition(string Name, SettingKind Kind, string? Default, string Meaning)
{
    public const string EnvironmentPrefix = "SQLINFERENCE_";

    public string EnvironmentVariable => EnvironmentPrefix + Name.ToUpperInvariant();
}
