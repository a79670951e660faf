namespace SqlInference.Sidecar.Hosting;

/// <summary>Which statements the sidecar logs.</summary>
public enum StatementLogging
{
    Off,

    /// <summary>Those that fail.</summary>
    Errors,

    All,
}
