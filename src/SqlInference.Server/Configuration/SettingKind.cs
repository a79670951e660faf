namespace SqlInference.Server.Configuration;

/// <summary>What the value of a setting looks like.</summary>
public enum SettingKind
{
    Text,

    /// <summary>A file that has to be there.</summary>
    ExistingFile,

    Flag,

    WholeNumber,

    /// <summary>A number of bytes, or one with a unit: <c>64 MiB</c>.</summary>
    Bytes,

    Seconds,

    /// <summary>A JSON array; in the environment and in flags separated by commas.</summary>
    List,

    /// <summary>A JSON object of objects; in the configuration file only.</summary>
    Sections,
}
