namespace SqlInference.Engines.Servers;

/// <summary>How the values of a column are told apart from text.</summary>
public enum ServerColumnKind
{
    Text,
    Number,
    Boolean,
    Json,
}
