namespace SqlInference.Engines.PostgreSql;

/// <summary>How the values of a column are told apart from text.</summary>
public enum PostgreSqlColumnKind
{
    Text,
    Number,
    Boolean,
    Json,
}
