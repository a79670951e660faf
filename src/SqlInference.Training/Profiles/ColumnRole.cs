namespace SqlInference.Training.Profiles;

/// <summary>What a column is to a model.</summary>
public enum ColumnRole
{
    Number,

    /// <summary>Text or truth values that repeat.</summary>
    Category,

    /// <summary>Text to be read word by word.</summary>
    Text,

    Time,

    /// <summary>Another value in each row, which says nothing of rows to come.</summary>
    Identifier,

    /// <summary>One value throughout, or none at all.</summary>
    Constant,
}
