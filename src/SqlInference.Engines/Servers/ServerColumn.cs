namespace SqlInference.Engines.Servers;

/// <param name="Kind">What its values are in JSON.</param>
public readonly record struct ServerColumn(string Name, ServerColumnKind Kind);
