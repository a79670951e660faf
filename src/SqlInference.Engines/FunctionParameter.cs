namespace SqlInference.Engines;

/// <summary>A parameter of a prediction function.</summary>
public sealed record FunctionParameter(string Name, EngineType Type);
